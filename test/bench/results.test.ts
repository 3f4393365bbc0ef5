import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { keep, textOf, type Kept } from '#bench/report/kept.ts'
import { reportOf, writeResults } from '#bench/report/results.ts'

const bench = fileURLToPath(new URL('../../bench/', import.meta.url))
const committed = readFileSync(join(bench, 'results.json'), 'utf8')
const read = () => JSON.parse(committed) as Kept
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongbao-results-'))
  writeFileSync(join(folder, 'results.json'), committed)
})
afterEach(() => rmSync(folder, { recursive: true }))

const anew = (kept: Kept) => {
  const [about] = Object.values(kept.runs)
  if (!about) throw new Error('nothing was measured')
  return { at: '2099-01-02T03:04', about: { ...about, commit: 'anew' } }
}

test('the committed report is what the committed figures say', () => {
  expect(readFileSync(join(bench, 'results.md'), 'utf8')).toBe(reportOf(read()))
  expect(textOf(read())).toBe(committed)
})

test('a case that is measured anew leaves the others as they were', () => {
  const before = read()
  const { soak } = before.cases
  if (!soak) throw new Error('there is no soak')
  const { run: _, note: __, ...figures } = soak
  const slow = [{ at: 7, paid: 9, overSecond: 3, maxMs: 1250, gapMs: 2, beside: 'checkpoint' }]
  writeResults(folder, anew(before), { soak: { ...figures, tps: 1234, slow } })
  const after = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Kept
  expect(after.cases.soak).toEqual({ ...figures, tps: 1234, slow, run: '2099-01-02T03:04' })
  const { soak: ___, ...others } = before.cases
  expect(after.cases).toMatchObject(others)
  const report = readFileSync(join(folder, 'results.md'), 'utf8')
  expect(report).toContain('**soak**, 2099-01-02 03:04 UTC at anew: 1,234 gateway payments')
  expect(report).toContain('| 7 | 9 | 3 | 1,250 | 2 | checkpoint |')
  expect(report).toContain(`**half**, ${others.half?.run.replace('T', ' ')} UTC`)
})

test('a run is dropped with the last case that was measured in it, and a note with its figures', () => {
  const { runs } = read()
  const [old = ''] = Object.keys(runs)
  const resolve = { run: old, note: 'By hand.', perSecond: 1 }
  const kept: Kept = { runs: { [old]: runs[old]! }, cases: { resolve } }
  const after = keep(kept, anew(kept), { resolve: { perSecond: 2 } })
  expect(Object.keys(after.runs)).toEqual(['2099-01-02T03:04'])
  expect(after.cases).toEqual({ resolve: { run: '2099-01-02T03:04', perSecond: 2 } })
})

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { tryLock, waitLock } from '../../src/command/lock.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongbao-lock-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that takes the lock, says so, and holds it until it is killed. */
async function holder(path: string) {
  const text = `import { tryLock } from '${import.meta.resolve('../../src/command/lock.ts')}'
    console.log(typeof tryLock(${JSON.stringify(path)}))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text])
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
  })
  expect(said).toBe('object')
  return child
}

test('a lock has one holder and is free after its release', async () => {
  const path = join(folder, 'one')
  const first = tryLock(path)
  expect(typeof first).toBe('object')
  expect(tryLock(path)).toBe(process.pid)
  expect(await waitLock(path, 40)).toBeUndefined()
  if (typeof first !== 'number') first.release()
  expect(typeof tryLock(path)).toBe('object')
})

test('a lock is free again when its holder was killed, and one of many waiters gets it', async () => {
  const path = join(folder, 'killed')
  const child = await holder(path)
  expect(tryLock(path)).toBe(child.pid)
  child.kill('SIGKILL')
  await new Promise((gone) => child.once('exit', gone))
  const taken = await Promise.all(Array.from({ length: 5 }, () => waitLock(path, 200)))
  expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1)
})

test('a number that passed to another process does not hold the lock', () => {
  const path = join(folder, 'passed on')
  writeFileSync(path, `${process.ppid} born-at-another-time`)
  expect(typeof tryLock(path)).toBe('object')
})

import { expect, test } from 'vitest'

import { caseNames, readOptions } from '#bench/options.ts'

test('a full run has every case and keeps its figures', () => {
  const options = readOptions([])
  expect([...options.cases]).toEqual([...caseNames])
  expect(options).toMatchObject({ write: true, rounds: 3, seconds: 10, soakRate: 1000 })
})

test('single cases and quick runs keep their figures when asked to', () => {
  expect(readOptions(['--only', 'soak']).write).toBe(false)
  expect(readOptions(['--quick']).write).toBe(false)
  const options = readOptions(['--only', 'soak,resolve', '--write'])
  expect([...options.cases]).toEqual(['soak', 'resolve'])
  expect(options.write).toBe(true)
})

test('what cannot be read is told', () => {
  expect(() => readOptions(['--only', 'soap'])).toThrow('there is no case "soap"')
  expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds must be a number above 0')
  expect(() => readOptions(['--members', ''])).toThrow('--members must be a number above 0')
})

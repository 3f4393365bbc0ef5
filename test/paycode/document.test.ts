import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { contextBytesMax, refreshMax } from '#paycode/derive.ts'
import { handleHours, handlesMax } from '#paycode/issue.ts'
import { guessBudget, guessOdds } from '#paycode/odds.ts'
import { guessWindowMs } from '#risk/guess.ts'

import { documentUrl, withTables } from './tables.ts'

const text = readFileSync(documentUrl, 'utf8')
const flat = text.replaceAll(/\s+/g, ' ')

it('has the tables that the code computes', () => {
  expect(withTables(text)).toBe(text)
})

it('states the limits that the code has', () => {
  expect(flat).toContain(`0 to ${refreshMax - 1}`)
  expect(flat).toContain(`${handleHours} hours (${handlesMax.toLocaleString('en')} steps)`)
  expect(flat).toContain(`at most ${contextBytesMax} bytes`)
  const { merchant, terminal, address, handle } = guessBudget
  expect(flat).toContain(
    `In ${guessWindowMs / 60_000} minutes a merchant has ${merchant} failures, a terminal ${terminal}, ` +
      `a network address ${address}`,
  )
  expect(flat).toContain(`After ${handle} misses`)
})

it('works its example right', () => {
  const odds = guessOdds({ devices: 1e6, handleDigits: 10, otpDigits: 6 })
  expect(odds.toExponential(1)).toBe('2.4e-9')
  expect(flat).toContain('once in 417 million guesses')
  expect(Math.round(1 / odds / 1e6)).toBe(417)
})

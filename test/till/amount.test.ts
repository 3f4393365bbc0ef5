import { expect, test } from 'vitest'

import { amountOf, emptyEntry, takeBack, typeKey } from '../../web/till/amount.ts'
import { newOrderNo } from '../../web/till/sale/order-no.ts'

const type = (keys: string[]) => keys.reduce(typeKey, emptyEntry)

test.each([
  ['1280', '1280', '1280.00'],
  ['12.5', '12.5', '12.50'],
  ['12.', '12.', '12.00'],
  ['.5', '0.5', '0.50'],
  ['007', '7', '7.00'],
  ['12.345', '12.34', '12.34'],
  ['1..2', '1.2', '1.20'],
  ['0', '0', null],
  ['', '', null],
  ['1000000001', '100000000', '100000000.00'],
])('typing %s shows %s and means %s', (keys, text, amount) => {
  const entry = type([...keys])
  expect(entry.text).toBe(text)
  expect(amountOf(entry)).toBe(amount)
})

test('Backspace, Escape and 00', () => {
  expect(type(['1', '2', 'Backspace', '00']).text).toBe('100')
  expect(type(['1', '2', 'Escape']).text).toBe('')
  expect(type(['00']).text).toBe('')
})

test('a gun’s digits are taken back, even those that no longer fit', () => {
  const before = type(['1', '2'])
  const after = [...'281234567890123456'].reduce(typeKey, before)
  expect(takeBack(after, 18)).toEqual(before)
  expect(takeBack(after, Infinity)).toEqual(emptyEntry)
})

test('order numbers sort by time and differ in one millisecond', () => {
  const at = Date.UTC(2026, 2, 5, 6, 7, 9, 123)
  const one = newOrderNo('T01', at)
  expect(one).toMatch(/^20260305140709123[0-9]{9}$/)
  expect(newOrderNo('T02', at).slice(0, 21)).not.toBe(one.slice(0, 21))
  expect(newOrderNo('T01', at + 1) > one).toBe(true)
})

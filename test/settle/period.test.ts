import { expect, test } from 'vitest'

import { billOffice } from '#settle/office.ts'
import { chineseTime, digitsOf, parsePeriod } from '#settle/period.ts'
import { zip } from '#kernel/zip.ts'

import { unzip } from './unzip.ts'

test('a period is a Beijing day or month', () => {
  const day = parsePeriod('2026-03-01')!
  expect([day.start, day.end]).toEqual([
    Date.parse('2026-02-28T16:00:00Z'),
    Date.parse('2026-03-01T16:00:00Z'),
  ])
  expect(digitsOf(day)).toBe('20260301')
  expect(chineseTime(day.end)).toBe('2026年03月02日 00:00:00')
  const month = parsePeriod('2026-12')!
  expect(month.end).toBe(Date.parse('2026-12-31T16:00:00Z'))
  expect(parsePeriod('2028-02')!.end).toBe(Date.parse('2028-02-29T16:00:00Z'))
  for (const text of ['', '2026', '2026-13', '2026-00', '2026-02-29', '2026-2-1', '2026-02-01 ']) {
    expect(parsePeriod(text)).toBeUndefined()
  }
})

test('an archive gives back what was put in', async () => {
  const files = ['', 'a', '账单'.repeat(10_000)].map((text, n) => ({
    name: Buffer.from(`f${n}`),
    data: Buffer.from(text),
    modifiedAt: new Date('2026-03-01T12:34:56Z'),
  }))
  const found = unzip(await zip(files))
  expect([...found]).toEqual(files.map(({ name, data }) => [name.toString(), data]))
})

test('bills are fetched where the operator says, or where this server is reached', () => {
  const where = {
    billPrefix: undefined,
    publicUrl: undefined,
    host: '127.0.0.1',
    port: 8300,
    billToday: false,
  }
  expect(billOffice(where)).toEqual({ prefix: 'http://127.0.0.1:8300', today: false })
  expect(billOffice({ ...where, host: '::1' }).prefix).toBe('http://[::1]:8300')
  expect(billOffice({ ...where, host: '0.0.0.0' }).prefix).toMatch(/^http:\/\/[\d.]+:8300$/)
  const publicUrl = 'https://pay.example'
  expect(billOffice({ ...where, publicUrl }).prefix).toBe(publicUrl)
  const billPrefix = 'http://dwbillcenter.example'
  expect(billOffice({ ...where, publicUrl, billPrefix }).prefix).toBe(billPrefix)
})

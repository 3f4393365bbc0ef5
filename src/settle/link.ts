import { timingSafeEqual } from 'node:crypto'

import { mac, type Keyring } from '#kernel/keys.ts'

import { billTypes, fileNameOf, type Bill } from './bill.ts'
import { digitsOf, parsePeriod } from './period.ts'

/** A link to a bill is good for so long. */
export const linkMs = 30_000

/** Where bills are fetched, behind the prefix that the operator sets. */
export const billPath = '/downloadBillFile.resource'

const tokenOf = (keyring: Keyring, bill: Bill, at: string): string =>
  mac(keyring, ['bill', bill.type, bill.merchantId, bill.period.text, at].join('\n'))

/** A signed address that gives this bill to whoever holds it, for thirty seconds from `now`. */
export function billUrl(prefix: string, keyring: Keyring, bill: Bill, now: number): string {
  const query = new URLSearchParams({
    bizType: bill.type,
    userId: `${bill.merchantId}0156`,
    fileType: 'csv.zip',
    bizDates: digitsOf(bill.period),
    downloadFileName: fileNameOf(bill),
    timestamp: String(now),
    token: tokenOf(keyring, bill, String(now)),
  })
  return `${prefix}${billPath}?${query.toString()}`
}

/** The bill that a link names; undefined for one that was altered, or is too old. */
export function readLink(
  query: Readonly<Record<string, unknown>>,
  keyring: Keyring,
  now: number,
): Bill | undefined {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  const type = billTypes.find((known) => known === text('bizType'))
  const dates = text('bizDates').replace(/^(\d{4})(\d{2})(\d{2})?$/, (_, y, m, d) =>
    [y, m, d].filter(Boolean).join('-'),
  )
  const period = parsePeriod(dates)
  const merchantId = text('userId').replace(/0156$/, '')
  const at = text('timestamp')
  if (!type || !period) return undefined
  const bill = { type, merchantId, period }
  const due = Buffer.from(tokenOf(keyring, bill, at))
  const given = Buffer.from(text('token'))
  if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined
  const age = now - Number(at)
  return age >= 0 && age <= linkMs ? bill : undefined
}

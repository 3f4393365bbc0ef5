import { localText } from '#kernel/clock.ts'
import { titleFor } from '#wire/titles.ts'
import type { Bills } from '#wire/wallet.ts'

import { clip, table, terminalLanguage } from '../language.ts'
import { answer } from '../say.ts'
import { askOnce, findPhone, type PhoneOptions } from './phone.ts'

/** One subject of 256 characters would push the shops of all lines off the screen; `--json` has it whole. */
const titleColumnsMax = 36

/** `tongbao phone bills`: prints the newest twenty lines of the person's bills. */
export async function bills(options: PhoneOptions & { cursor?: string }): Promise<void> {
  const phone = findPhone(options)
  const query = options.cursor ? `?cursor=${encodeURIComponent(options.cursor)}` : ''
  const page = await askOnce<Bills>(phone, { method: 'GET', path: `/api/wallet/bills${query}` })
  const rows = page.bills.map((bill) => [
    localText(bill.at),
    bill.kind,
    bill.amount.padStart(12),
    bill.balanceAfter.padStart(12),
    clip(titleFor(bill, terminalLanguage()), titleColumnsMax),
    bill.merchantName,
  ])
  answer(options.json, page, rows.length === 0 ? 'No bills yet.' : table(rows, ''))
}

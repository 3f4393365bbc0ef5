import { expect, test } from 'vitest'

import { billsCsv } from '#web/wallet/bills/csv.ts'
import { en } from '#web/wallet/words.en.ts'
import type { Bill } from '#wire/wallet.ts'

const bill: Bill = {
  billNo: '1',
  kind: 'payment',
  amount: '-12.30',
  balanceAfter: '87.70',
  title: 'Tea, "green"',
  merchantName: '=HYPERLINK("x")',
  storeName: '',
  tradeNo: '2026112422001400000000000001',
  outTradeNo: 'A1',
  refunded: '0.00',
  tradeState: 'TRADE_SUCCESS',
  reason: null,
  traceId: null,
  at: 0,
}

test('a title of our own is in the language of the file, one of the shop stays as it is', () => {
  const title = '演示充值'
  const file = (one: Bill) => billsCsv([one], en, 'en')
  expect(file({ ...bill, kind: 'topup', title })).toContain('Demo top-up')
  expect(file({ ...bill, title })).toContain(title)
})

test('a spreadsheet gets every column, quotes doubled, and runs no formula of a shop', () => {
  const [head = '', row = ''] = billsCsv([bill], en, 'en').split('\r\n')
  expect(head.split(',')).toHaveLength(9)
  expect(row).toContain('"Tea, ""green"""')
  expect(row).toContain(`"'=HYPERLINK(""x"")"`)
  expect(row).toContain(',-12.30,87.70,')
  expect(row).toContain('2026112422001400000000000001\t')
})

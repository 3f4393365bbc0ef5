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
  at: 0,
}

test('a spreadsheet gets every column, quotes doubled, and runs no formula of a shop', () => {
  const [head = '', row = ''] = billsCsv([bill], en).split('\r\n')
  expect(head.split(',')).toHaveLength(9)
  expect(row).toContain('"Tea, ""green"""')
  expect(row).toContain(`"'=HYPERLINK(""x"")"`)
  expect(row).toContain(',-12.30,87.70,')
  expect(row).toContain('2026112422001400000000000001\t')
})

import { expect, test } from 'vitest'

import { fillPeople } from '#bench/stand/people.ts'
import { addPast } from '#bench/stand/past.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { audit } from '#ledger/audit.ts'

import { freshDatabase } from '../setup/database.ts'

test('several connections write the past, and every rule of the books holds', async () => {
  const { sql, drop } = await freshDatabase()
  const keyring = parseKeyring(freshKeyringText())
  await fillPeople(sql, keyring, { members: 50, merchants: 4 })
  await addPast(sql, { count: 1001, lanes: 3, log: () => {} })
  const found = await audit(sql)
  expect(found.broken).toEqual([])
  expect(found.checked).toMatchObject({ orders: 1001, balances: 55, bills: 50 + 1001 })
  const [row] = await sql`
    select count(distinct trade_no)::integer as trades, count(distinct buyer_id)::integer as payers,
           count(distinct terminal_id)::integer as tills, sum(amount)::integer as amount from trade`
  const amounts = Array.from({ length: 1001 }, (_, index) => 1 + (((index + 1) * 37) % 999))
  const amount = amounts.reduce((sum, one) => sum + one, 0)
  expect(row).toEqual({ trades: 1001, payers: 50, tills: 8, amount })
  await drop()
})

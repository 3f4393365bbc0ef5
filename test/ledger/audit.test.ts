import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { openScene, order, type Scene } from '../engine/people.ts'
import { freshDatabase, type FreshDatabase } from '../setup/database.ts'

// A database as honest work leaves it, then one hand that breaks one rule past every guard: the audit must name the record.

let database: FreshDatabase
let scene: Scene
let no: string

beforeEach(async () => {
  database = await freshDatabase()
  scene = await openScene(database, { now: Date.now() })
  const [payer, shop] = [await scene.person(100), await scene.shop()]
  no = order()
  await scene.pay(shop, no, scene.code(payer))
  await scene.engine.submit({
    kind: 'refund',
    merchantId: shop,
    outTradeNo: no,
    amount: 100n,
    outRequestNo: 'r1',
    reason: null,
    operatorId: null,
  })
})

afterEach(async () => {
  await scene.close()
  await database.drop()
})

/** Breaks a rule with the database's own guards switched off, as a restored backup or a superuser might. */
async function breakWith(statement: string): Promise<void> {
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    const { count } = await tx.unsafe(statement)
    expect(count).toBeGreaterThan(0)
  })
}

const breaches: [invariant: string, statement: string][] = [
  [
    'conservation',
    `update entry set amount = amount + 1, balance_after = balance_after + 1 where kind = 'refund' and amount > 0`,
  ],
  ['balances', `update account set balance = balance + 1 where account = 'balance'`],
  [
    'history',
    `update entry set balance_before = balance_before + 7, balance_after = balance_after + 7 where kind = 'payment'`,
  ],
  ['codes', `delete from burn`],
  ['orders', `update trade set amount = amount + 1`],
  ['refunds', `update trade set refunded = refunded + 1`],
  ['limits', `update account set spent = spent - 1 where spent > 0`],
  ['bills', `update bill set amount = amount + 1`],
  ['told', `delete from bill where kind = 'payment'`],
  ['secrets', `update trade set code_mac = '281234567890123456'`],
]

describe('the audit', () => {
  it('finds nothing where nothing is wrong, and counts what it looked at', async () => {
    const { ok, checked, broken } = await audit(database.sql)
    expect({ ok, broken }).toEqual({ ok: true, broken: [] })
    expect(checked).toMatchObject({ orders: 1, refunds: 1, codes: 1 })
    expect(Object.keys(checked)).toEqual(expect.arrayContaining(breaches.map(([name]) => name)))
  })

  it.each(breaches)('names what breaks %s', async (invariant, statement) => {
    await breakWith(statement)
    const { ok, broken } = await audit(database.sql)
    expect(ok).toBe(false)
    expect(broken.map((found) => found.invariant)).toContain(invariant)
    expect(broken.find((found) => found.invariant === invariant)?.what).not.toBe('')
  })
})

/** One posting between two new accounts: lines of (seq, amount, balance before). */
const lines = (here: string, there: string): string => `
  insert into entry
  select owner, 'x', seq, 'p', 'payment', 'r', 'CNY', amount, before, before + amount, '2026-03-01T16:01:00Z'
    from (select 'here' as owner, * from (values ${here}) h (seq, amount, before)
          union all select 'there', * from (values ${there}) t (seq, amount, before)) e`

describe('the database itself', () => {
  it('moves each account by all its lines, in whatever order they come', async () => {
    const { sql } = database
    await sql`insert into account (owner_id, account, currency, created_at)
      values ('here', 'x', 'CNY', now()), ('there', 'x', 'CNY', now())`
    await sql.unsafe(`${lines(`(2, -5, -7), (1, -7, 0)`, `(1, 12, 0)`)} where seq < 0`)
    await sql.unsafe(lines(`(2, -5, -7), (1, -7, 0)`, `(1, 12, 0)`))
    const rows = await sql`select balance, version, day::text as day, spent from account
      where account = 'x' order by owner_id`
    expect(rows.map((row) => Object.values(row))).toEqual([
      [-12n, 2n, '2026-03-02', 12n],
      [12n, 1n, '2026-03-02', 0n],
    ])
  })

  const refused: [what: string, statement: string, code: string][] = [
    ['an entry that is changed', `update entry set ref = 'x'`, 'TB001'],
    ['an entry that is removed', `delete from entry`, 'TB001'],
    ['entries that are emptied', `truncate entry`, 'TB001'],
    [
      'a posting that does not sum to zero',
      `insert into entry select owner_id, account, seq + 1, 'p', kind, ref, currency, 5, balance_after, balance_after + 5, at
         from entry e where seq = (select max(seq) from entry m where (m.owner_id, m.account) = (e.owner_id, e.account)) limit 1`,
      'TB002',
    ],
    ['a balance that moves alone', `update account set balance = balance + 1`, 'TB004'],
    [
      'an account that starts with money',
      `insert into account values ('x', 'balance', 'CNY', 0, 5, 0, now())`,
      'TB005',
    ],
    [
      'a posting that does not begin where its account stands',
      `insert into entry select owner_id, account, seq + 1, 'p', kind, ref, currency, -amount, balance_before, balance_before - amount, at
         from entry e where kind = 'refund'`,
      'TB003',
    ],
    [
      'lines of one posting that leave out a number',
      lines(`(1, -7, 0), (3, -5, -7)`, `(1, 7, 0), (2, 5, 7)`),
      'TB003',
    ],
    [
      'lines that do not begin where the one before them ended',
      lines(`(1, -7, 0), (2, -5, -6)`, `(1, 7, 0), (2, 5, 7)`),
      'TB003',
    ],
    [
      'a posting on an account that does not exist',
      lines(`(1, -7, 0)`, `(1, 7, 0)`).replaceAll(`'there'`, `'nowhere'`),
      'TB003',
    ],
    ['spending that is forgotten', `update account set spent = 0`, 'TB004'],
    ['a refund above the payment', `update trade set refunded = amount + 1`, '23514'],
  ]

  it.each(refused)('refuses %s', async (_, statement, code) => {
    await database.sql`insert into account (owner_id, account, currency, created_at)
      values ('here', 'x', 'CNY', now()), ('there', 'x', 'CNY', now())`
    await expect(database.sql.unsafe(statement)).rejects.toMatchObject({ code })
  })
})

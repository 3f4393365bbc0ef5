import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { banks as names } from '#wire/banks.ts'
import type { Banks, DayStatement } from '#bank/port.ts'
import { beijingDay } from '#kernel/clock.ts'
import { audit } from '#ledger/audit.ts'
import { reconcile } from '#settle/reconcile.ts'
import type { Card } from '#wire/cards.ts'

import { openNetwork, type Customer, type Network } from './network.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

let network: Network
let who: Customer
let card: Card
/** The day of the bank's books. */
let day: string
beforeAll(async () => {
  network = await openNetwork()
  await network.startWork()
  who = await network.customer(10_000)
  card = await who.bind()
  for (const amount of ['10', '20.5', '0.01']) await done(amount)
  day = beijingDay(Date.now())
})
afterAll(() => network.shut())

async function done(amount: string): Promise<string> {
  const { requestNo } = (await who.topUp(card, amount)).body
  await who.until(requestNo, 'done')
  return requestNo
}

const look = (banks: Banks = network.bank.banks) =>
  reconcile({ sql: network.sql, banks }, { bank: 'ICBC', day })

/** The bank's books as they are, but for one thing. */
const told = async (change: (statement: DayStatement) => DayStatement): Promise<Banks> => {
  const answer = await network.bank.banks.statement('ICBC', day)
  if (answer.kind !== 'done') throw new Error(answer.kind)
  const value = change(answer.value)
  return { ...network.bank.banks, statement: async () => ({ kind: 'done', value }) }
}

const command = (...args: string[]) => run(args, { TONGBAO_BANK_URL: network.bank.url })

function run(args: string[], more: object): Promise<{ status: number; out: string }> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: network.databaseUrl,
    TONGBAO_DATA: network.folder,
    ...more,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'reconcile', ...args], { env }, (error, out, err) =>
      resolve({ status: Number(error?.code ?? 0), out: out + err }),
    )
  })
}

test('the bank’s statement and our books agree, by item and by sum', async () => {
  const found = await look()
  expect(found).toMatchObject({ differences: [], theirs: { count: 3, total: 3051n } })
  expect(found.ours).toEqual(found.theirs)
  const said = await command('--json')
  expect(said.status).toBe(0)
  const { banks } = JSON.parse(said.out) as { banks: { bank: string; theirs: object }[] }
  expect(banks.length).toBe(names.length)
  expect(banks.find(({ bank }) => bank === 'ICBC')!.theirs).toEqual({ count: 3, total: '30.51' })
  expect((await command('2020-01-01')).out).toContain('No bank moved money')
  expect((await command('yesterday')).status).toBe(1)
})

test('each thing in which they part is named: item, field, cause', async () => {
  const sameBut = (change: (item: DayStatement['items'][number]) => object) =>
    told((statement) => {
      const [first, ...rest] = statement.items
      return { ...statement, items: [{ ...first!, ...change(first!) }, ...rest] }
    })
  const named = async (banks: Banks) =>
    (await look(banks)).differences.map(({ item, field, cause }) => [item, field, cause])
  const [row] = await network.sql<{ no: string }[]>`
    select request_no as no from bank_order where state = 'done' order by bank_no limit 1`
  const first = row!
  const amount = await sameBut((item) => ({ amount: item.amount + 1n }))
  expect(await named(amount)).toEqual([
    ['total', 'total', 'SUM'],
    [first.no, 'amount', 'OTHER_AMOUNT'],
  ])
  expect(await named(await sameBut(() => ({ bankNo: 'other' })))).toEqual([
    [first.no, 'bankNo', 'OTHER_NUMBER'],
  ])
  expect(await named(await sameBut(() => ({ requestNo: 'nobody' })))).toEqual([
    ['nobody', 'state', 'UNKNOWN_HERE'],
    [first.no, 'state', 'NOT_AT_BANK'],
  ])
  const doubled = await told((statement) => ({
    ...statement,
    items: [statement.items[0]!, ...statement.items],
    count: 4,
    total: statement.total + statement.items[0]!.amount,
  }))
  expect(await named(doubled)).toEqual([[first.no, 'count', 'TWICE']])
})

test('what is in flight is told as such, and what we took for refused is not', async () => {
  await network.bank.admin('behaviours', { kind: 'silent', times: null, operation: 'debit' })
  await network.bank.admin('behaviours', { kind: 'lost', times: null, operation: 'query' })
  const { requestNo } = (await who.topUp(card, '7')).body
  await who.until(requestNo, 'unknown')
  expect((await look()).differences).toMatchObject([{ item: requestNo, cause: 'IN_FLIGHT' }])
  const waiting = await command()
  expect(waiting.status).toBe(0)
  expect(waiting.out).toMatch(/waits +ICBC/)
  expect(waiting.out).not.toContain('DIFFERS')

  await network.stopWork()
  await network.sql`
    update bank_order set state = 'refused', reason = 'BANK_FAILED', ended_at = at
     where request_no = ${requestNo}`
  expect((await look()).differences).toMatchObject([{ item: requestNo, cause: 'REFUSED_HERE' }])
  const said = await command()
  expect(said.status).toBe(1)
  expect(said.out).toMatch(/DIFFERS +ICBC/)
  expect(said.out).toContain(`ICBC ${requestNo}: state refused here, done there`)

  await network.sql`
    update bank_order set state = 'unknown', reason = null, ended_at = null
     where request_no = ${requestNo}`
  await network.bank.admin('behaviours', undefined, 'DELETE')
  await network.startWork()
  await who.until(requestNo, 'done')
  expect((await look()).differences).toEqual([])
}, 120_000)

test('a bank that gives no statement is no agreement', async () => {
  await network.bank.admin('behaviours', { kind: 'down', operation: 'statement', bank: 'ICBC' })
  const said = await command('--bank', 'ICBC')
  expect(said).toMatchObject({ status: 2 })
  expect(said.out).toContain('no statement: status 503')
})

test('without settings the banks are where the running program says, and silence is told', async () => {
  const nobody = 'http://127.0.0.1:9'
  const away = await run(['--json'], { TONGBAO_BANK_URL: nobody })
  expect(away.status).toBe(2)
  expect(away.out).toContain(`Nobody answers at ${nobody}`)
  expect(away.out).toContain('BANKS_UNREACHABLE')
  const { url } = network.bank
  const banks = { url, adminUrl: `${url}/admin`, list: [] }
  writeFileSync(join(network.folder, 'town.json'), JSON.stringify({ banks }))
  const said = await run(['--bank', 'ICBC'], {})
  expect(said).toMatchObject({ status: 0 })
  expect(said.out).toMatch(/ok +ICBC/)
})

test('the audit names an order whose booking is not there', async () => {
  const requestNo = await done('3')
  await network.sql`update bank_order set amount = amount + 1 where request_no = ${requestNo}`
  const { broken } = await audit(network.sql)
  expect(broken).toMatchObject([{ invariant: 'banks' }])
  expect(broken[0]!.what).toContain(requestNo)
  await network.sql`update bank_order set amount = amount - 1 where request_no = ${requestNo}`
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'
import type { Fault, FaultList, FaultRule } from '#wire/standin.ts'

import { openNetwork, type Customer, type Network } from './network.ts'

let network: Network
let who: Customer
beforeAll(async () => {
  network = await openNetwork()
  await network.startWork()
  who = await network.customer(1000)
})
afterAll(() => network.shut())
beforeEach(() => who.browser.delete('/api/standin/faults'))

const set = (rule: FaultRule) => who.browser.post<Fault>('/api/standin/faults', rule)
const list = async () => (await who.browser.get<FaultList>('/api/standin/faults')).body

test('a bank that times out: no money, though the bank has done it, until it is asked again', async () => {
  const card = await who.bind()
  const [balance, onCard] = [await who.balance(), await network.bank.onCard(who.there.cardNo)]
  await set({ kind: 'bank-silent', bank: 'ICBC', times: null })
  const { requestNo } = (await who.topUp(card, '88.88')).body
  await who.until(requestNo, 'unknown')
  expect(await who.balance()).toBe(balance)
  expect(await network.bank.onCard(who.there.cardNo)).toBe(onCard - 8888n)
  const { events } = await list()
  expect(events[0]).toMatchObject({ kind: 'bank-silent', subject: `ICBC debit ${requestNo}` })

  await who.browser.delete('/api/standin/faults')
  await who.until(requestNo, 'done')
  expect(await who.balance()).toBe(balance + 8888n)
  expect(await network.bank.onCard(who.there.cardNo)).toBe(onCard - 8888n)
  expect(await audit(network.sql)).toMatchObject({ ok: true })
}, 60_000)

test('the next call alone, of one bank alone, and the same again when it is put back', async () => {
  const card = await who.bind()
  const elsewhere = await network.customer(1000, 'CMB')
  const other = await elsewhere.bind()
  await set({ kind: 'bank-silent', bank: 'ICBC', method: 'debit' })
  const recorded = await list()
  const run = async () => {
    const fine = (await elsewhere.topUp(other, '1')).body
    await elsewhere.until(fine.requestNo, 'done')
    const { requestNo } = (await who.topUp(card, '1')).body
    await who.until(requestNo, 'done')
    return (await list()).events.map(({ kind, subject }) => [kind, subject.replace(/\d+/, 'N')])
  }
  const first = await run()
  expect(first).toEqual([['bank-silent', 'ICBC debit N']])
  await who.browser.put('/api/standin/faults', { faults: recorded.faults })
  expect(await run()).toEqual(first)
}, 60_000)

test('a bank is down or late; calls of the gateway and notifications are left alone', async () => {
  const card = await who.bind()
  await set({ kind: 'bank-down', method: 'debit' })
  await set({ kind: 'bank-late', delayMs: 50, times: null })
  await set({ kind: 'busy', times: null })
  const { requestNo } = (await who.topUp(card, '2')).body
  await who.until(requestNo, 'done')
  const { faults } = await list()
  expect(faults[0]).toMatchObject({ kind: 'bank-down', fired: 1 })
  expect(faults[1]!.fired).toBeGreaterThan(0)
  expect(faults[2]).toMatchObject({ kind: 'busy', fired: 0 })
}, 60_000)

test('a fault that no bank can ever meet is refused', async () => {
  const refused = async (rule: object) => {
    const { status, body } = await who.browser.post('/api/standin/faults', rule)
    return [status, body.error?.field]
  }
  expect(await refused({ kind: 'bank-silent', bank: 'ICBCX' })).toEqual([400, 'bank'])
  expect(await refused({ kind: 'busy', bank: 'ICBC' })).toEqual([400, 'bank'])
  const odd = { kind: 'bank-silent', method: 'alipay.trade.pay' }
  expect(await refused(odd)).toEqual([400, 'method'])
})

test('the texts of the banks are in the demo’s inbox', async () => {
  await who.bind()
  const { body } = await who.browser.get(`/api/demo/sms?phone=${who.phone}`)
  expect(body.messages[0].text).toContain('中国工商银行')
  expect(body.messages[0].code).toBe(await network.bank.smsCode(who.phone))
})

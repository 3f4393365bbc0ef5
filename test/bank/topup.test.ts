import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import type { StoredEvent } from '#engine/facts.ts'
import { audit } from '#ledger/audit.ts'
import { eventsAfter } from '#notify/stream/read.ts'
import type { CardAsked, Cards } from '#wire/cards.ts'
import type { Bills } from '#wire/wallet.ts'

import { forkWorker, openNetwork, paymentPassword, type Network } from './network.ts'

let network: Network
beforeAll(async () => {
  network = await openNetwork()
  await network.startWork()
})
afterAll(() => network.shut())
beforeEach(() => network.bank.admin('behaviours', undefined, 'DELETE'))

const behave = (rule: object) => network.bank.admin('behaviours', rule)

/** What the ledger says of a top-up: every entry of its postings. */
const entries = (requestNo: string) =>
  network.sql<{ owner: string; amount: bigint }[]>`
    select owner_id as owner, amount from entry where kind = 'topup' and ref = ${requestNo}
     order by amount`

test('a card is bound with the bank’s code, and nothing of its number stays but four digits', async () => {
  const who = await network.customer(100)
  const { cardNo } = who.there
  const before = await who.browser.get<Cards>('/api/wallet/cards')
  expect(before.body.cards).toEqual([])
  expect(before.body.banks.length).toBeGreaterThan(20)
  const card = await who.bind()
  expect(card).toMatchObject({ bank: 'ICBC', tail: cardNo.slice(-4), bankZh: '中国工商银行' })
  const texts = () => network.bank.admin<object[]>(`texts?phone=${who.phone}`)
  const sent = await texts()
  const again = await who.browser.post('/api/wallet/cards', { cardNo, phone: who.phone })
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'CARD_BOUND' } } })
  expect(await texts()).toEqual(sent)
  for (const table of ['bank_card', 'bank_binding', 'bank_order']) {
    const rows = await network.sql.unsafe(`select * from ${table}`)
    expect(JSON.stringify(rows, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(
      cardNo,
    )
  }
  expect(network.lines.join('\n')).not.toContain(cardNo)
  const after = await who.browser.delete<Cards>(`/api/wallet/cards/${card.cardId}`)
  expect(after.body.cards).toEqual([])
  const gone = await who.topUp(card, '1')
  expect(gone).toMatchObject({ status: 404, body: { error: { code: 'CARD_UNKNOWN' } } })
})

test('what does not fit is refused in a word each, and nothing is bound', async () => {
  const who = await network.customer(100)
  const { cardNo, phone } = who.there
  const ask = async (more: object) => {
    const reply = await who.browser.post('/api/wallet/cards', { cardNo, phone, ...more })
    return reply.body.error as { code: string; detail?: object }
  }
  const slip = cardNo.slice(0, -1) + ((Number(cardNo.at(-1)) + 1) % 10)
  expect((await ask({ cardNo: slip })).code).toBe('CARD_INVALID')
  expect((await ask({ cardNo: '4111111111111111' })).code).toBe('BANK_UNKNOWN')
  expect((await ask({ bank: 'NOBANK' })).code).toBe('BANK_UNKNOWN')
  expect(await ask({ phone: '13900000009' })).toMatchObject({
    code: 'BANK_REFUSED',
    detail: { reason: 'DETAILS_MISMATCH' },
  })
  await behave({ kind: 'lost', operation: 'bind' })
  expect((await ask({})).code).toBe('BANK_SILENT')
  const asked = await who.browser.post<CardAsked>('/api/wallet/cards', { cardNo, phone })
  const finish = (smsCode: string) =>
    who.browser.post(`/api/wallet/cards/bindings/${asked.body.bindingId}`, { smsCode })
  const right = await network.bank.smsCode(phone)
  const wrong = right === '000000' ? '000001' : '000000'
  expect((await finish(wrong)).body.error.detail.reason).toBe('SMS_WRONG')
  const stranger = await network.customer(1)
  const path = `/api/wallet/cards/bindings/${asked.body.bindingId}`
  expect((await stranger.browser.post(path, { smsCode: right })).status).toBe(404)
  expect((await finish(right)).status).toBe(200)
})

test('a card in another name than the member’s own is refused before its owner gets an SMS', async () => {
  const who = await network.customer(1)
  const phone = '13700000077'
  const { cardNo } = await network.bank.openCard('CMB', { name: '陈立', phone, yuan: 500 })
  const asked = await who.browser.post('/api/wallet/cards', { cardNo, phone, name: '陈立' })
  expect(asked.body.error).toMatchObject({
    code: 'BANK_REFUSED',
    detail: { reason: 'DETAILS_MISMATCH' },
  })
  expect(await network.bank.admin(`texts?phone=${phone}`)).toEqual([])
  expect((await who.browser.get<Cards>('/api/wallet/cards')).body.cards).toEqual([])
})

test('the name stays while a card is bound, and a binding begun under another ends', async () => {
  const who = await network.customer(1)
  const rename = (name: string) => who.browser.put('/api/wallet/profile', { name })
  const { cardNo, phone, name } = who.there
  const asked = await who.browser.post<CardAsked>('/api/wallet/cards', { cardNo, phone })
  expect((await rename('陈立')).status).toBe(200)
  const path = `/api/wallet/cards/bindings/${asked.body.bindingId}`
  const smsCode = await network.bank.smsCode(phone)
  expect((await who.browser.post(path, { smsCode })).status).toBe(404)
  expect((await who.browser.post('/api/wallet/cards', { cardNo, phone })).status).toBe(409)
  await rename(name)
  const card = await who.bind()
  expect((await rename('陈立')).body.error.code).toBe('NAME_BOUND')
  expect((await rename(name)).status).toBe(200)
  await who.browser.delete(`/api/wallet/cards/${card.cardId}`)
  expect((await rename('陈立')).status).toBe(200)
})

test('a top-up is taken from the card, booked once, and told', async () => {
  const who = await network.customer(1000)
  const card = await who.bind()
  const reply = await who.topUp(card, '123.45')
  expect(reply).toMatchObject({ status: 200, body: { amount: '123.45', tail: card.tail } })
  const { requestNo } = reply.body
  const done = await who.until(requestNo, 'done')
  expect(done.balance).toBe('123.45')
  expect(await entries(requestNo)).toEqual([
    { owner: 'platform', amount: -12_345n },
    { owner: who.memberId, amount: 12_345n },
  ])
  expect(await network.bank.onCard(who.there.cardNo)).toBe(100_000n - 12_345n)
  const { body } = await who.browser.get('/api/wallet/bills')
  expect(body.bills[0]).toMatchObject({ kind: 'topup', amount: '123.45', outTradeNo: requestNo })
  expect(body.bills[0].title).toContain('中国工商银行')
})

test('bill, phone and log know a top-up by the trace id of the call that asked for it', async () => {
  const heard: StoredEvent[] = []
  network.engine.onEvents((events) => heard.push(...events))
  const who = await network.customer(1000)
  const card = await who.bind()
  // The first answer is lost: another try books it, and it is the same call still.
  await behave({ kind: 'silent', operation: 'debit' })
  const reply = await who.topUp(card, '12.34', 'asked-for-twice')
  const traceId = reply.headers['trace_id']
  expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  const { requestNo } = reply.body
  const repeated = await who.topUp(card, '12.34', 'asked-for-twice')
  expect(repeated.headers['trace_id']).not.toBe(traceId)
  await who.until(requestNo, 'done')
  const { body } = await who.browser.get<Bills>('/api/wallet/bills')
  expect(body.bills[0]).toMatchObject({ kind: 'topup', outTradeNo: requestNo, traceId })
  const recipient = `member:${who.memberId}`
  const told = heard.filter((event) => event.recipient === recipient)
  expect(told).toMatchObject([{ kind: 'toppedUp', payload: { traceId } }])
  expect((await eventsAfter(network.sql, recipient, '0')).events).toEqual(told)
  const lines = network.lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.filter((line) => line['requestNo'] === requestNo)).toMatchObject([
    { traceId, bank: 'ICBC', said: 'unknown' },
    { traceId, bank: 'ICBC', said: 'done' },
  ])
})

test('the audit names a card that is kept by its number', async () => {
  const who = await network.customer(1)
  await who.bind()
  const { memberId } = who
  const [row] = await network.sql<{ mac: string }[]>`
    update bank_card c set card_mac = ${who.there.cardNo} from bank_card o
     where c.member_id = ${memberId} and o.member_id = c.member_id and o.card_id = c.card_id
    returning o.card_mac as mac`
  const { broken } = await audit(network.sql)
  expect(broken).toMatchObject([{ invariant: 'secrets' }])
  await network.sql`update bank_card set card_mac = ${row!.mac} where member_id = ${memberId}`
})

test('the payment password is asked for, and amounts are read exactly', async () => {
  const who = await network.customer(1000)
  const { cardId } = await who.bind()
  const ask = (more: object) =>
    who.browser.post('/api/wallet/topups', {
      cardId,
      amount: '1',
      paymentPassword,
      clientNo: 'client-no-1',
      ...more,
    })
  const wrong = await ask({ paymentPassword: '000001' })
  expect(wrong.body.error).toMatchObject({ code: 'WRONG_PAYMENT_PASSWORD' })
  for (const amount of ['0', '0.001', '-1', '50000.01', 'x']) {
    expect((await ask({ amount })).body.error.code).toBe('AMOUNT_INVALID')
  }
  const orders = await network.sql`select 1 from bank_order where member_id = ${who.memberId}`
  expect(orders.length).toBe(0)
  const nobody = await network.customer(1)
  expect((await nobody.topUp(await who.bind(), '1')).body.error.code).toBe('CARD_UNKNOWN')
})

test('one tap that is sent five times at once is one top-up', async () => {
  const who = await network.customer(1000)
  const card = await who.bind()
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => who.topUp(card, '20', 'one-tap-of-five')),
  )
  const numbers = new Set(replies.map(({ body }) => body.requestNo))
  expect(numbers.size).toBe(1)
  const [requestNo] = [...numbers]
  await who.until(requestNo!, 'done')
  expect(await who.balance()).toBe(2000n)
  expect(await network.bank.onCard(who.there.cardNo)).toBe(98_000n)
  const other = await who.topUp(card, '21', 'one-tap-of-five')
  expect(other.body.error.code).toBe('CONTEXT_INCONSISTENT')
})

test('a bank that refuses moves nothing and its reason is told', async () => {
  const who = await network.customer(10)
  const card = await who.bind()
  const { requestNo } = (await who.topUp(card, '10.01')).body
  const refused = await who.until(requestNo, 'refused')
  expect(refused).toMatchObject({ reason: 'MONEY_NOT_ENOUGH', balance: '0.00' })
  expect(await entries(requestNo)).toEqual([])
  expect(await network.bank.onCard(who.there.cardNo)).toBe(1000n)
})

test('a card that was unbound at the bank is no longer bound here', async () => {
  const who = await network.customer(10)
  const card = await who.bind()
  const [row] = await network.sql<{ no: string }[]>`
    select agreement_no as no from bank_card where member_id = ${who.memberId}`
  await network.bank.banks.endAgreement('ICBC', row!.no)
  const { requestNo } = (await who.topUp(card, '1')).body
  expect((await who.until(requestNo, 'refused')).reason).toBe('AGREEMENT_ENDED')
  expect((await who.browser.get<Cards>('/api/wallet/cards')).body.cards).toEqual([])
})

test.each(['silent', 'wrong', 'lost', 'down'])(
  'a bank that is %s is asked again until it says, and the money comes once',
  async (kind) => {
    const who = await network.customer(1000)
    const card = await who.bind()
    const operations = ['debit', 'query', 'close']
    for (const operation of operations) await behave({ kind, operation, times: null })
    const { requestNo } = (await who.topUp(card, '50')).body
    const open = await who.until(requestNo, 'unknown')
    expect(open.balance).toBe('0.00')
    expect(await entries(requestNo)).toEqual([])
    const atBank = kind === 'silent' || kind === 'wrong' ? 95_000n : 100_000n
    expect(await network.bank.onCard(who.there.cardNo)).toBe(atBank)
    await network.bank.admin('behaviours', undefined, 'DELETE')
    const done = await who.until(requestNo, 'done')
    expect(done.balance).toBe('50.00')
    expect((await entries(requestNo)).length).toBe(2)
    expect(await network.bank.onCard(who.there.cardNo)).toBe(95_000n)
  },
  60_000,
)

test('an order that the bank has not heard of for long is taken back', async () => {
  const who = await network.customer(1000)
  const card = await who.bind()
  await behave({ kind: 'lost', operation: 'debit' })
  await behave({ kind: 'lost', operation: 'query' })
  const { requestNo } = (await who.topUp(card, '50')).body
  await network.sql`
    update bank_order set at = at - interval '20 minutes'
     where member_id = ${who.memberId} and request_no = ${requestNo}`
  const refused = await who.until(requestNo, 'refused')
  expect(refused).toMatchObject({ reason: 'REQUEST_CLOSED', balance: '0.00' })
  expect(await network.bank.onCard(who.there.cardNo)).toBe(100_000n)
}, 60_000)

test('a worker that is killed between the bank’s debit and the booking loses nothing', async () => {
  await network.stopWork()
  const who = await network.customer(1000)
  const card = await who.bind()
  const worker = forkWorker(network)
  // The bank has the money and its answer is on the way for a long time: the worker dies waiting.
  await behave({ kind: 'slow', operation: 'debit', delayMs: 60_000 })
  const { requestNo } = (await who.topUp(card, '75')).body
  await expect.poll(() => network.bank.onCard(who.there.cardNo), { timeout: 30_000 }).toBe(92_500n)
  worker.kill('SIGKILL')
  await new Promise((gone) => worker.once('exit', gone))
  expect(await who.balance()).toBe(0n)
  await network.startWork()
  const done = await who.until(requestNo, 'done')
  expect(done.balance).toBe('75.00')
  expect((await entries(requestNo)).length).toBe(2)
  expect(await network.bank.onCard(who.there.cardNo)).toBe(92_500n)
}, 120_000)

test('a worker that is killed between the booking and its own note books nothing twice', async () => {
  await network.stopWork()
  const who = await network.customer(1000)
  const card = await who.bind()
  const { requestNo } = (await who.topUp(card, '30')).body
  const [order] = await network.sql<{ agreementNo: string }[]>`
    select agreement_no as "agreementNo" from bank_order where request_no = ${requestNo}`
  // What the killed worker had done: the bank was asked, the engine has booked, the order says nothing of it.
  const wish = { requestNo, agreementNo: order!.agreementNo, amount: 3000n }
  await network.bank.banks.debit('ICBC', wish)
  const { memberId } = who
  const booked = { kind: 'topup', memberId, amount: 3000n, ref: requestNo, title: '' } as const
  await network.engine.submit(booked)
  await network.startWork()
  expect((await who.until(requestNo, 'done')).balance).toBe('30.00')
  expect((await entries(requestNo)).length).toBe(2)
  expect(await network.bank.onCard(who.there.cardNo)).toBe(97_000n)
}, 60_000)

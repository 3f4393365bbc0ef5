import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { bankOfCard, banks as names } from '#wire/banks.ts'
import { httpBanks } from '#bank/http.ts'
import { isCardNo } from '#bank/luhn.ts'
import { headers, signRequest } from '#bank/sign.ts'
import { beijingDay } from '#kernel/clock.ts'

import { openBanks, type BankText, type BankTown, type CardThere } from './banks.ts'

let town: BankTown
let card: CardThere
let agreementNo: string

/** The last digits of the phone whose wallet asks. */
const wallet = '0001'
const customer = { name: '林晓雯', phone: '13800000001' }

beforeAll(async () => {
  town = await openBanks()
  card = await town.openCard('ICBC', { ...customer, yuan: 1000 })
  agreementNo = await bind(card)
})
afterAll(() => town.close())
beforeEach(() => town.admin('behaviours', undefined, 'DELETE'))

let counter = 0
const order = (amount = 100n) => ({ requestNo: `T${Date.now()}${++counter}`, agreementNo, amount })

async function bind({ bank, cardNo, name, phone }: CardThere): Promise<string> {
  const begun = await town.banks.startBinding(bank, { cardNo, name, phone, wallet })
  if (begun.kind !== 'done') throw new Error(JSON.stringify(begun))
  const { bindingNo } = begun.value
  const code = await town.smsCode(phone)
  const agreed = await town.banks.finishBinding(bank, { bindingNo, code })
  if (agreed.kind !== 'done') throw new Error(JSON.stringify(agreed))
  return agreed.value.agreementNo
}

test('more than twenty banks, told apart by how their card numbers begin', async () => {
  expect(names.length).toBeGreaterThan(20)
  const beginnings = names.flatMap(({ prefixes }) => prefixes)
  expect(new Set(beginnings).size).toBe(beginnings.length)
  for (const { code } of names) {
    const made = await town.openCard(code, { name: '客户', phone: '13900000000', yuan: 1 })
    expect(isCardNo(made.cardNo)).toBe(true)
    expect(bankOfCard(made.cardNo)?.code).toBe(code)
  }
  // A number that is printed on specimens, one digit off, and two digits swapped.
  expect(isCardNo('4111111111111111')).toBe(true)
  expect(isCardNo('4111111111111112')).toBe(false)
  expect(isCardNo('1411111111111111')).toBe(false)
})

test('a card is bound by what its owner knows and the code that only its phone got', async () => {
  const { bank, cardNo, name, phone } = await town.openCard('CMB', { ...customer, yuan: 5 })
  const start = (more: object) =>
    town.banks.startBinding(bank, { cardNo, name, phone, wallet, ...more })
  const mismatch = { kind: 'refused', reason: 'DETAILS_MISMATCH' }
  expect(await start({ name: '林小雯' })).toEqual(mismatch)
  expect(await start({ phone: '13800000009' })).toEqual(mismatch)
  expect(await start({ cardNo: '4111111111111111' })).toEqual(mismatch)
  const begun = await start({})
  if (begun.kind !== 'done') throw new Error(begun.kind)
  const [text] = await town.admin<BankText[]>(`texts?phone=${phone}`)
  expect(text!.text).toContain(`手机尾号 ${wallet} 的通宝账户`)
  expect(text!.text).toContain(`the Tongbao wallet of the phone ending in ${wallet}`)
  const code = await town.smsCode(phone)
  const wrong = code === '000000' ? '000001' : '000000'
  const finish = (shown: string) => town.banks.finishBinding(bank, { ...begun.value, code: shown })
  expect(await finish(wrong)).toEqual({ kind: 'refused', reason: 'SMS_WRONG' })
  expect((await finish(code)).kind).toBe('done')
  expect(await finish(code)).toEqual({ kind: 'refused', reason: 'SMS_EXPIRED' })
})

test('a code that was guessed at five times is over', async () => {
  const { bank, cardNo, name, phone } = await town.openCard('ABC', { ...customer, yuan: 5 })
  const begun = await town.banks.startBinding(bank, { cardNo, name, phone, wallet })
  if (begun.kind !== 'done') throw new Error(begun.kind)
  const code = await town.smsCode(phone)
  const wrong = code === '000000' ? '000001' : '000000'
  const finish = (shown: string) => town.banks.finishBinding(bank, { ...begun.value, code: shown })
  for (let n = 0; n < 5; n++) expect((await finish(wrong)).kind).toBe('refused')
  expect(await finish(code)).toEqual({ kind: 'refused', reason: 'SMS_EXPIRED' })
})

test('a debit happens once per number, whatever is sent under it', async () => {
  const before = await town.onCard(card.cardNo)
  const one = order(2500n)
  const answers = await Promise.all(Array.from({ length: 5 }, () => town.banks.debit('ICBC', one)))
  expect(answers.every(({ kind }) => kind === 'done')).toBe(true)
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await town.onCard(card.cardNo)).toBe(before - 2500n)
  expect(await town.banks.query('ICBC', one)).toEqual(answers[0])
  const other = await town.banks.debit('ICBC', { ...one, amount: 2501n })
  expect(other).toEqual({ kind: 'refused', reason: 'REQUEST_INCONSISTENT' })
  expect(await town.banks.query('ICBC', order())).toEqual({ kind: 'none' })
})

test('the bank says no with its reason, and stays with it', async () => {
  const much = order(100_000n)
  expect(await town.banks.debit('ICBC', much)).toEqual({
    kind: 'refused',
    reason: 'MONEY_NOT_ENOUGH',
  })
  await town.admin(`cards/${card.cardNo}/pay-in`, { amount: '1000000' })
  expect(await town.banks.debit('ICBC', much)).toMatchObject({ reason: 'MONEY_NOT_ENOUGH' })
  expect(await town.banks.debit('ICBC', order(5_000_001n))).toMatchObject({ reason: 'ONCE_LIMIT' })
  const elsewhere = await town.openCard('BOC', { ...customer, yuan: 10 })
  const ended = await bind(elsewhere)
  await town.banks.endAgreement('BOC', ended)
  const late = { ...order(), agreementNo: ended }
  expect(await town.banks.debit('BOC', late)).toMatchObject({ reason: 'AGREEMENT_ENDED' })
})

test('a request that was taken back is not done, however late it comes', async () => {
  const [early, late] = [order(), order()]
  await town.banks.debit('ICBC', early)
  expect(await town.banks.closeRequest('ICBC', early)).toMatchObject({ kind: 'done' })
  const before = await town.onCard(card.cardNo)
  const closed = { kind: 'refused', reason: 'REQUEST_CLOSED' }
  expect(await town.banks.closeRequest('ICBC', late)).toEqual(closed)
  expect(await town.banks.debit('ICBC', late)).toEqual(closed)
  expect(await town.onCard(card.cardNo)).toBe(before)
})

test.each([
  ['silent', true],
  ['wrong', true],
  ['lost', false],
  ['down', false],
] as const)(
  'a bank that is %s leaves the outcome unknown until it is asked',
  async (kind, done) => {
    const before = await town.onCard(card.cardNo)
    const one = order(700n)
    await town.admin('behaviours', { kind, bank: 'ICBC', operation: 'debit' })
    expect((await town.banks.debit('ICBC', one)).kind).toBe('unknown')
    expect(await town.onCard(card.cardNo)).toBe(done ? before - 700n : before)
    expect((await town.banks.query('ICBC', one)).kind).toBe(done ? 'done' : 'none')
    expect((await town.banks.debit('ICBC', one)).kind).toBe('done')
    expect(await town.onCard(card.cardNo)).toBe(before - 700n)
  },
)

test('a slow bank is waited for as long as the setting says', async () => {
  await town.admin('behaviours', { kind: 'slow', delayMs: 100 })
  expect((await town.banks.debit('ICBC', order())).kind).toBe('done')
  await town.admin('behaviours', { kind: 'slow', delayMs: 2000 })
  expect((await town.banks.debit('ICBC', order())).kind).toBe('unknown')
  await town.admin('behaviours', { kind: 'fail' })
  expect(await town.banks.debit('ICBC', order())).toMatchObject({ reason: 'BANK_FAILED' })
})

test('a request or an answer without the shared secret counts for nothing', async () => {
  const { url, secret } = town
  const stranger = httpBanks({ url, partner: 'tongbao', secret: 'another', timeoutMs: 400 })
  const one = order()
  expect((await stranger.debit('ICBC', one)).kind).toBe('unknown')
  expect(await town.banks.query('ICBC', one)).toEqual({ kind: 'none' })

  const send = async (time: number, nonce: string) => {
    const path = `/banks/ICBC/debits/${one.requestNo}`
    const parts = { method: 'GET', path, partner: 'tongbao', time: String(time), nonce, body: '' }
    const reply = await fetch(url + path, {
      headers: {
        [headers.partner]: 'tongbao',
        [headers.time]: parts.time,
        [headers.nonce]: nonce,
        [headers.sign]: signRequest(secret, parts),
      },
    })
    return reply.status
  }
  const nonce = randomUUID()
  expect(await send(Date.now(), nonce)).toBe(200)
  expect(await send(Date.now(), nonce)).toBe(401)
  expect(await send(Date.now() - 600_000, randomUUID())).toBe(401)
})

test('the day’s statement lists what came to the platform, and the books outlive the process', async () => {
  const one = order(4200n)
  const made = await town.banks.debit('ICBC', one)
  await town.restart()
  expect(await town.banks.query('ICBC', one)).toEqual(made)
  const told = await town.banks.statement('ICBC', beijingDay(Date.now()))
  if (told.kind !== 'done') throw new Error(told.kind)
  const { items, total, count } = told.value
  expect(items.find(({ requestNo }) => requestNo === one.requestNo)?.amount).toBe(4200n)
  expect(items.reduce((sum, { amount }) => sum + amount, 0n)).toBe(total)
  expect(count).toBe(items.length)
})

import { randomUUID } from 'node:crypto'

import { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'

import { Agreed, BindingBegun, Debit, Ended, NoRequest, Refused, Statement } from './message.ts'
import type { Answer, Banks, Debited, DebitOrder, Found } from './port.ts'
import { headers, isSign, signAnswer, signRequest } from './sign.ts'

/** A call that is about to be made; `nonce` names it to the bank. */
export type BankCall = { bank: string; operation: string; subject: string; nonce: string }

export type HttpBanksOptions = {
  /** Where the banks listen, without a slash at its end. */
  url: string
  partner: string
  secret: string
  timeoutMs: number
  /** Told of each call before it is made; nobody outside the stand-in. */
  before?: ((call: BankCall) => Promise<void>) | undefined
}

type Question = {
  bank: string
  operation: string
  subject: string
  method: 'GET' | 'POST'
  /** Below the bank's own path. */
  path: string
  body?: object
}

/**
 * The banks over HTTP. Only an answer that bears the bank's signature for this very request is believed; whatever else
 * comes, or does not come in time, is unknown.
 */
export function httpBanks(options: HttpBanksOptions): Banks {
  const ask = <T extends TSchema>(question: Question, schema: T) =>
    exchange(options, question, schema)

  const aboutDebit = (order: DebitOrder) => (answer: Found<Debit>) => believed(answer, order)
  const requestPath = ({ requestNo }: DebitOrder) => `debits/${encodeURIComponent(requestNo)}`
  const without = <T>(answer: Found<T>): Answer<T> =>
    answer.kind === 'none' ? { kind: 'unknown', why: 'an answer that does not fit' } : answer

  return {
    async startBinding(bank, card) {
      const about = { bank, operation: 'bind', subject: 'bind' }
      const { cardNo, name, phone, wallet } = card
      const body = { cardNo, name, phone, wallet }
      return without(await ask({ ...about, method: 'POST', path: 'bindings', body }, BindingBegun))
    },
    async finishBinding(bank, { bindingNo, code }) {
      const about = { bank, operation: 'agree', subject: bindingNo }
      const path = `bindings/${encodeURIComponent(bindingNo)}`
      return without(await ask({ ...about, method: 'POST', path, body: { code } }, Agreed))
    },
    async endAgreement(bank, agreementNo) {
      const about = { bank, operation: 'end', subject: agreementNo }
      const path = `agreements/${encodeURIComponent(agreementNo)}/end`
      return without(await ask({ ...about, method: 'POST', path, body: {} }, Ended))
    },
    async debit(bank, order) {
      const about = { bank, operation: 'debit', subject: order.requestNo }
      const body = { ...order, amount: String(order.amount) }
      const answer = await ask({ ...about, method: 'POST', path: 'debits', body }, Debit)
      return without(aboutDebit(order)(answer))
    },
    async query(bank, order) {
      const about = { bank, operation: 'query', subject: order.requestNo }
      const answer = await ask({ ...about, method: 'GET', path: requestPath(order) }, Debit)
      return aboutDebit(order)(answer)
    },
    async closeRequest(bank, order) {
      const about = { bank, operation: 'close', subject: order.requestNo }
      const path = `${requestPath(order)}/close`
      const answer = await ask({ ...about, method: 'POST', path, body: {} }, Debit)
      return without(aboutDebit(order)(answer))
    },
    async statement(bank, day) {
      const about = { bank, operation: 'statement', subject: day }
      const answer = await ask({ ...about, method: 'GET', path: `statements/${day}` }, Statement)
      const known = without(answer)
      if (known.kind !== 'done') return known
      const { items, count, total } = known.value
      const read = items.map((item) => ({ ...item, amount: BigInt(item.amount) }))
      return { kind: 'done', value: { day, items: read, count, total: BigInt(total) } }
    },
  }
}

/** A debit is ours only where number and amount are those that we asked for. */
function believed(answer: Found<Debit>, order: DebitOrder): Found<Debited> {
  if (answer.kind !== 'done') return answer
  const { requestNo, amount, bankNo, day } = answer.value
  if (requestNo !== order.requestNo || BigInt(amount) !== order.amount) {
    return { kind: 'unknown', why: 'the bank answered about another request' }
  }
  return { kind: 'done', value: { bankNo, day } }
}

async function exchange<T extends TSchema>(
  { url, partner, secret, timeoutMs, before }: HttpBanksOptions,
  question: Question,
  schema: T,
): Promise<Found<Static<T>>> {
  const { bank, operation, subject, method } = question
  const path = `/banks/${encodeURIComponent(bank)}/${question.path}`
  const nonce = randomUUID()
  const body = question.body === undefined ? '' : JSON.stringify(question.body)
  // The bank's clock is the real one, wherever the stand-in's has been moved to.
  const time = String(Date.now())
  const sign = signRequest(secret, { method, path, partner, time, nonce, body })
  await before?.({ bank, operation, subject, nonce })
  try {
    const reply = await fetch(url + path, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        [headers.partner]: partner,
        [headers.time]: time,
        [headers.nonce]: nonce,
        [headers.sign]: sign,
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      ...(body !== '' && { body }),
    })
    const answer = await reply.text()
    const given = reply.headers.get(headers.sign)
    if (!isSign(signAnswer(secret, { nonce, body: answer }), given)) {
      return { kind: 'unknown', why: `status ${reply.status} without the bank's signature` }
    }
    return read(answer, schema)
  } catch (error) {
    return { kind: 'unknown', why: why(error) }
  }
}

function read<T extends TSchema>(body: string, schema: T): Found<Static<T>> {
  const value: unknown = JSON.parse(body)
  if (Value.Check(Refused, value)) return { kind: 'refused', reason: value.reason }
  if (Value.Check(NoRequest, value)) return { kind: 'none' }
  if (Value.Check(schema, value)) return { kind: 'done', value }
  return { kind: 'unknown', why: 'an answer that does not fit' }
}

function why(error: unknown): string {
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') return 'no answer in time'
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return code ?? message
}

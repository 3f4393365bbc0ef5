import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { bankOf, banks } from '#wire/banks.ts'
import { yuan } from '#kernel/money.ts'

import { BehaviourRule, type Behaviours } from './behaviour.ts'
import type { Books } from './books.ts'
import { type BankCard, listCards, openCard, payIn } from './customer.ts'

const Fen = Type.String({ pattern: '^[0-9]{1,12}$' })
const NewCard = Type.Object({
  bank: Type.String(),
  name: Type.String({ minLength: 1, maxLength: 64 }),
  phone: Type.String({ pattern: '^1[0-9]{10}$' }),
  balance: Fen,
})
const PaidIn = Type.Object({ amount: Fen })

const shown = (card: BankCard) => ({ ...card, balance: String(card.balance) })

/** What the demo does to its banks from outside: customers, their text messages, and what shall go wrong. */
export function addAdminRoutes(
  http: FastifyInstance,
  { books, behaviours }: { books: Books; behaviours: Behaviours },
): void {
  http.get('/admin/banks', () => banks)
  http.get('/admin/cards', () => listCards(books).map(shown))
  http.post('/admin/cards', (request, reply) => {
    const body = read(request.body)
    if (!Value.Check(NewCard, body) || !bankOf(body.bank)) return unfit(reply)
    return shown(openCard(books, { ...body, balance: BigInt(body.balance) }))
  })
  http.post('/admin/cards/:cardNo/pay-in', (request, reply) => {
    const { cardNo } = request.params as { cardNo: string }
    const body = read(request.body)
    if (!Value.Check(PaidIn, body)) return unfit(reply)
    const card = payIn(books, cardNo, BigInt(body.amount))
    return card ? shown(card) : reply.code(404).send({ error: 'no such card' })
  })
  http.get('/admin/texts', (request) => {
    const { phone } = request.query as { phone?: string }
    const rows = books.all<{ at: bigint }>(
      `select id, bank, phone, text, code, at from text_message
        where ?1 is null or phone = ?1 order by id desc limit 50`,
      phone ?? null,
    )
    return rows.map((row) => ({ ...row, at: Number(row.at) }))
  })
  http.get('/admin/behaviours', () => behaviours.list())
  http.post('/admin/behaviours', (request, reply) => {
    const body = read(request.body)
    if (!Value.Check(BehaviourRule, body)) return unfit(reply)
    behaviours.add(body)
    return {}
  })
  http.delete('/admin/behaviours', () => {
    behaviours.clear()
    return {}
  })
  http.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(page(books)))
}

const unfit = (reply: FastifyReply) => reply.code(400).send({ error: 'the body does not fit' })

function read(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    return undefined
  }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** One page for people: the banks, who has a card there, and what is on it. */
function page(books: Books): string {
  const cards = listCards(books)
  const rows = banks.flatMap(({ code, zh, en }) => {
    const own = cards.filter(({ bank }) => bank === code)
    const first = `<td>${code}</td><td>${zh}<br><small>${en}</small></td>`
    if (own.length === 0) return [`<tr>${first}<td></td><td></td><td></td></tr>`]
    return own.map(
      ({ cardNo, name, phone, balance }) =>
        `<tr>${first}<td>${cardNo}</td><td>${escaped(name)} ${phone}</td><td>${yuan(balance)}</td></tr>`,
    )
  })
  const head =
    '<tr><th>Code</th><th>银行 Bank</th><th>卡号 Card</th><th>户名 Customer</th><th>¥</th></tr>'
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Banks 银行</title><style>:root{color-scheme:light dark}body{font:15px system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse}td,th{padding:.3rem .8rem .3rem 0;text-align:left;border-bottom:1px solid #8884}</style>
<h1>Banks 银行</h1><p>The demo’s banks: a program of their own with books of their own. 演示用的银行：独立的程序，独立的账簿。</p>
<table>${head}${rows.join('')}</table></html>`
}

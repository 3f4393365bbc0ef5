import type { Banks, StatementItem } from '#bank/port.ts'
import { column, type Sql } from '#kernel/db.ts'
import { yuan, type Fen } from '#kernel/money.ts'

/** Why our books and the bank's part. */
export const causes = {
  IN_FLIGHT: 'the bank has done it, and we have not booked it yet; a worker will',
  UNKNOWN_HERE: 'the bank has done what we never asked for',
  NOT_AT_BANK: 'we booked what the bank does not know of that day',
  REFUSED_HERE: 'we took it for refused, and the bank has done it',
  OTHER_AMOUNT: 'the amounts differ',
  OTHER_DAY: 'the bank booked it on another day',
  OTHER_NUMBER: "the bank's own number of it differs",
  TWICE: 'the bank lists it more than once',
  SUM: "the bank's total is not the sum of what it lists",
} as const
export type Cause = keyof typeof causes

/** One thing in which the bank's statement and our orders differ. */
export type Difference = {
  /** The request number; `total` for the statement as a whole. */
  item: string
  field: 'state' | 'amount' | 'day' | 'bankNo' | 'count' | 'total'
  ours: string
  theirs: string
  cause: Cause
}

export type Reconciled = {
  bank: string
  day: string
  /** What both sides say of the day; null where the bank did not give its statement. */
  ours: { count: number; total: Fen }
  theirs: { count: number; total: Fen } | null
  /** Why there is no statement; null where there is one. */
  why: string | null
  differences: Difference[]
}

type Order = {
  requestNo: string
  state: string
  amount: Fen
  bankNo: string | null
  day: string | null
}

/**
 * Holds one day of one bank's statement against our orders, request by request and by their sums. Orders that the bank
 * has done are of the day of the bank's books, as the bank said it.
 */
export async function reconcile(
  { sql, banks }: { sql: Sql; banks: Banks },
  { bank, day }: { bank: string; day: string },
): Promise<Reconciled> {
  // The statement first: what is booked while we look is then never missing on our side.
  const answer = await banks.statement(bank, day)
  const items = answer.kind === 'done' ? answer.value.items : []
  const numbers = column(items.map(({ requestNo }) => requestNo))
  const orders = await sql<Order[]>`
    select request_no as "requestNo", state, amount, bank_no as "bankNo", bank_day::text as day
      from bank_order
     where (bank = ${bank} and bank_day = ${day}) or request_no = any(${numbers}::text[])
     order by request_no`
  const ofDay = orders.filter((order) => order.day === day)
  const ours = { count: ofDay.length, total: sum(ofDay) }
  if (answer.kind !== 'done') {
    const why = answer.kind === 'refused' ? answer.reason : answer.why
    return { bank, day, ours, theirs: null, why, differences: [] }
  }
  const { count, total } = answer.value
  const differences = [
    ...wholes({ count, total }, items),
    ...items.flatMap((item) => compare(item, orders.find(named(item.requestNo)))),
    ...twice(items),
    ...ofDay.filter(({ requestNo }) => !items.some(named(requestNo))).map(notAtBank),
  ]
  return { bank, day, ours, theirs: { count, total }, why: null, differences }
}

const sum = (rows: readonly { amount: Fen }[]): Fen =>
  rows.reduce((total, { amount }) => total + amount, 0n)

const named =
  (requestNo: string) =>
  (row: { requestNo: string }): boolean =>
    row.requestNo === requestNo

function wholes(told: { count: number; total: Fen }, items: readonly StatementItem[]) {
  const found: Difference[] = []
  const part = (field: 'count' | 'total', ours: string, theirs: string) => {
    if (ours !== theirs) found.push({ item: 'total', field, ours, theirs, cause: 'SUM' })
  }
  part('count', String(items.length), String(told.count))
  part('total', yuan(sum(items)), yuan(told.total))
  return found
}

function compare(item: StatementItem, order: Order | undefined): Difference[] {
  const { requestNo } = item
  const about = (field: Difference['field'], sides: [string, string], cause: Cause) => ({
    item: requestNo,
    field,
    ours: sides[0],
    theirs: sides[1],
    cause,
  })
  if (!order) return [about('state', ['-', 'done'], 'UNKNOWN_HERE')]
  const found: Difference[] = []
  if (order.amount !== item.amount) {
    found.push(about('amount', [yuan(order.amount), yuan(item.amount)], 'OTHER_AMOUNT'))
  }
  if (order.state !== 'done') {
    const cause = order.state === 'refused' ? 'REFUSED_HERE' : 'IN_FLIGHT'
    return [...found, about('state', [order.state, 'done'], cause)]
  }
  if (order.day !== item.day) found.push(about('day', [order.day ?? '-', item.day], 'OTHER_DAY'))
  if (order.bankNo !== item.bankNo) {
    found.push(about('bankNo', [order.bankNo ?? '-', item.bankNo], 'OTHER_NUMBER'))
  }
  return found
}

const notAtBank = ({ requestNo }: Order): Difference => ({
  item: requestNo,
  field: 'state',
  ours: 'done',
  theirs: '-',
  cause: 'NOT_AT_BANK',
})

function twice(items: readonly StatementItem[]): Difference[] {
  const numbers = items.map(({ requestNo }) => requestNo)
  const again = new Set(numbers.filter((number, at) => numbers.indexOf(number) < at))
  return [...again].map((item) => ({
    item,
    field: 'count',
    ours: '1',
    theirs: String(numbers.filter((number) => number === item).length),
    cause: 'TWICE',
  }))
}

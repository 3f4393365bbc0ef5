import fc from 'fast-check'

import type { Engine } from '#engine/engine.ts'
import { presentCodes } from '#engine/present.ts'
import { freshKeyringText, mac, parseKeyring } from '#kernel/keys.ts'
import { compose, defaultFormat, otpSync, stepAt } from '#paycode/derive.ts'
import { handlesFor, seedOf } from '#paycode/issue.ts'
import { answerFault } from '#sim/world/answers.ts'
import { openBook, type Book } from '#sim/world/book.ts'
import { firstFault } from '#sim/world/invariants.ts'
import { memoryStorage } from '#sim/world/memory.ts'
import { seeded } from '#sim/world/random.ts'
import { createSchedule, type Schedule } from '#sim/world/schedule.ts'
import { emptyTables, openShop, signUp, type Tables } from '#sim/world/tables.ts'
import type { Command, Outcome } from '#trade/command.ts'
import type { NewOrder } from '#trade/pay.ts'

import { openEngines } from './rough.ts'

/** One thing that somebody does; small numbers, so that histories meet themselves. `again` sends the last pay once more. */
export type Act = {
  does:
    | 'pay'
    | 'again'
    | 'open'
    | 'buy'
    | 'confirm'
    | 'refuse'
    | 'cancel'
    | 'close'
    | 'refund'
    | 'expire'
    | 'finish'
    | 'topup'
  person: number
  shop: number
  order: number
  /** Which of the person's codes: the refresh counter, and how many minutes from now. */
  n: number
  minutes: number
  wrong: boolean
  amount: number
  request: number
  engine: number
  /** How long after the act before it, milliseconds; 0 puts them into one batch where one is in flight. */
  after: number
}

export const act: fc.Arbitrary<Act> = fc.record({
  does: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('pay', 'again') },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...(['confirm', 'refuse', 'cancel', 'close'] as const)),
    },
    { weight: 2, arbitrary: fc.constantFrom('open', 'buy') },
    { weight: 2, arbitrary: fc.constantFrom('refund', 'expire', 'finish', 'topup') },
  ) as fc.Arbitrary<Act['does']>,
  person: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(2)),
  shop: fc.nat(1),
  order: fc.nat(1),
  n: fc.nat(2),
  minutes: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -4, max: 4 })),
  wrong: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  amount: fc.constantFrom(1000, 1000, 300, 60_000),
  request: fc.nat(2),
  engine: fc.nat(2),
  after: fc.oneof(
    { weight: 4, arbitrary: fc.nat(30) },
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(300, 30_000, 61_000, 700_000) },
  ),
})

const start = Date.parse('2026-03-01T15:50:00Z')
const dayLimit = 100_000n
const unpaidMs = 600_000
const refundMs = 1_200_000
const budget = { merchant: 6, terminal: 4, address: 8, handle: 2 }
const keyring = parseKeyring(freshKeyringText())
const shops = ['2088000000000011', '2088000000000012']
const people = [1n, 2n, 3n].map((deviceNo) => ({
  memberId: `208800000000010${deviceNo}`,
  phone: `1390000000${deviceNo}`,
  deviceNo,
  passwordFreeLimit: 50_000n,
}))

type Stage = { schedule: Schedule; tables: Tables; book: Book; engines: Engine[]; faults: string[] }

function open(seed: number): Stage {
  const random = seeded(seed)
  const schedule = createSchedule(start)
  const tables = emptyTables()
  for (const person of people) signUp(tables, person, keyring.seed[0].id)
  for (const shop of shops) openShop(tables, shop)
  const faults: string[] = []
  const engines = openEngines({
    schedule,
    random,
    faults,
    storage: (wire) =>
      memoryStorage({
        tables,
        present: (pays, facts, now, findDevices) =>
          presentCodes(pays, facts, { keyring, format: defaultFormat }, now, findDevices),
        wire,
      }),
    settings: { dayLimit, unpaidMs, refundMs, budget },
  })
  return { schedule, tables, book: openBook(), engines, faults }
}

function codeOf(act: Act, now: number): string {
  const { deviceNo } = people[act.person]!
  const step = stepAt(now) + act.minutes
  const seed = seedOf(keyring, { deviceNo, generation: 1, seedKeyId: keyring.seed[0].id })
  const [handle] = handlesFor(keyring, defaultFormat, { deviceNo, firstStep: step, count: 1 })
  const otp = otpSync(seed, step, act.n, '', defaultFormat.otpDigits)
  if (!act.wrong) return compose(defaultFormat, handle!, otp)
  return compose(defaultFormat, handle!, otp === '000000' ? '000001' : '000000')
}

/** Odd orders are an app's, with a notification; even ones a till's. */
function orderOf(act: Act): NewOrder {
  const app = act.order % 2 === 1
  return {
    merchantId: shops[act.shop]!,
    outTradeNo: `T${act.order}`,
    appId: app ? '2021000000000001' : null,
    amount: BigInt(act.amount),
    subject: '午饭',
    storeId: null,
    terminalId: 'T1',
    operatorId: null,
    notifyUrl: app ? 'http://shop.example/notify' : null,
    extra: {},
    expiresAt: null,
  }
}

function commandOf(act: Act, now: number): Command {
  const name = { merchantId: shops[act.shop]!, outTradeNo: `T${act.order}` }
  const { memberId } = people[act.person]!
  const operatorId = null
  switch (act.does) {
    case 'pay':
    case 'again':
      return { kind: 'pay', ...orderOf(act), code: codeOf(act, now), address: '127.0.0.1' }
    case 'open':
      return { kind: 'open', ...orderOf(act), buyer: act.wrong ? people[act.person]! : null }
    case 'buy':
      return { kind: 'buy', ...orderOf(act), memberId, openUntil: now + act.minutes * 60_000 + 1 }
    case 'confirm':
    case 'refuse':
      return { kind: act.does, memberId, ...name }
    case 'cancel':
    case 'close':
      return { kind: act.does, operatorId, ...name }
    case 'refund': {
      const outRequestNo = `r${act.request}`
      return { kind: 'refund', ...name, amount: 300n, outRequestNo, reason: null, operatorId }
    }
    case 'expire':
    case 'finish':
      return { kind: act.does, ...name }
    case 'topup':
      return { kind: 'topup', memberId, amount: 70_000n, ref: `b${act.request}`, title: '充值' }
  }
}

/** Lets a history happen and returns what it broke, in words; an empty list for a sound one. */
export async function happen(acts: readonly Act[], seed: number): Promise<string[]> {
  const { schedule, tables, book, engines, faults } = open(seed)
  const macOf = (code: string) => mac(keyring, code)
  let unanswered = 0
  const submit = (engine: Engine, command: Command) => {
    unanswered++
    const reachedAt = book.reach(command)
    void engine.submit(command).then((outcome: Outcome) => {
      unanswered--
      const overdone = book.answered(tables, command, outcome)
      const wrong = book.told(command, outcome, reachedAt)
      const untrue = answerFault(tables, macOf, command, outcome)
      faults.push(...[overdone, wrong, untrue].filter((fault) => fault !== null))
    })
  }
  for (const { memberId } of people) {
    submit(engines[0]!, { kind: 'topup', memberId, amount: 90_000n, ref: 'first', title: '充值' })
  }
  let delay = 2000
  let last: Command | null = null
  for (const act of acts) {
    delay += act.after
    const engine = engines[act.engine]!
    schedule.after(delay, 'act', () => {
      const command = act.does === 'again' && last ? { ...last } : commandOf(act, schedule.now())
      if (command.kind === 'pay') last = command
      submit(engine, command)
    })
  }
  while (await schedule.step()) continue
  if (unanswered > 0) faults.push(`${unanswered} commands were never answered`)
  const seen = { tables, book, dayLimit, budget, macOf, debits: new Map() }
  return [...faults, firstFault(seen)].filter((fault) => fault !== null)
}

import fc from 'fast-check'

import type { Engine } from '#engine/engine.ts'
import { genuine } from '#engine/facts.ts'
import type { Present } from '#sim/world/load.ts'
import { memoryStorage } from '#sim/world/memory.ts'
import { seeded } from '#sim/world/random.ts'
import { createSchedule, type Schedule } from '#sim/world/schedule.ts'
import { emptyTables, openShop, signUp, type Tables } from '#sim/world/tables.ts'
import type { Command, Outcome } from '#trade/command.ts'

import { openEngines } from '../engine/rough.ts'
import { firstFault, untold } from './truth.ts'

/** One thing that somebody does; small numbers, so that histories meet themselves. */
export type Act = {
  does:
    | 'pay'
    | 'freeze'
    | 'agree'
    | 'unfreeze'
    | 'revoke'
    | 'capture'
    | 'transfer'
    | 'royalty'
    | 'refund'
    | 'cancel'
  person: number
  shop: number
  order: number
  /** Which of the person's codes. */
  n: number
  amount: number
  request: number
  /** A yes, a complete capture, the last share. */
  whole: boolean
  engine: number
  /** How long after the act before it, milliseconds; 0 puts them into one batch where one is in flight. */
  after: number
}

const mostly = (one: number, others: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(one) }, { weight: 1, arbitrary: others })

export const act: fc.Arbitrary<Act> = fc.record({
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(['pay', 'freeze', 'capture'] as const)) },
    { weight: 6, arbitrary: fc.constantFrom(...(['unfreeze', 'transfer', 'royalty'] as const)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...(['agree', 'revoke', 'refund', 'cancel'] as const)),
    },
  ) as fc.Arbitrary<Act['does']>,
  person: mostly(0, fc.nat(1)),
  shop: mostly(0, fc.nat(1)),
  order: mostly(0, fc.nat(1)),
  n: fc.nat(6),
  amount: fc.constantFrom(1000, 1000, 400, 400, 250, 60_000),
  request: fc.nat(2),
  whole: fc.boolean(),
  engine: fc.nat(2),
  after: fc.oneof(
    { weight: 4, arbitrary: fc.nat(30) },
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(300, 700_000) },
  ),
})

const start = Date.parse('2026-03-01T15:50:00Z')
export const dayLimit = 150_000n
export const transferDay = 2000n
const shops = ['2088000000000011', '2088000000000012']
const people = [1n, 2n].map((deviceNo) => ({
  memberId: `208800000000010${deviceNo}`,
  phone: `1390000000${deviceNo}`,
  deviceNo,
  passwordFreeLimit: 50_000n,
}))

/** Codes are `<device> <n>` here, and all of one minute; what codes are made of is tried elsewhere. */
const present: Present = async (commands, facts, _now, findDevices) => {
  const devices = await findDevices(people.map(({ deviceNo }) => ({ deviceNo, step: 1 })))
  for (const command of commands) {
    const [deviceNo = '', n = ''] = command.code.split(' ')
    const device = devices.get(BigInt(deviceNo))!
    const code = { kind: 'match' as const, ...genuine(device, 1, Number(n)) }
    facts.presented.set(command, { mac: command.code, code })
  }
}

type Stage = { schedule: Schedule; tables: Tables; engines: Engine[]; faults: string[] }

function open(seed: number): Stage {
  const random = seeded(seed)
  const schedule = createSchedule(start)
  const tables = emptyTables()
  for (const person of people) signUp(tables, person, 'k1')
  for (const shop of shops) openShop(tables, shop)
  const faults: string[] = []
  const engines = openEngines({
    schedule,
    random,
    faults,
    storage: (wire) => memoryStorage({ tables, present, wire }),
    settings: {
      dayLimit,
      transfer: { one: 1000n, day: transferDay },
      unpaidMs: 600_000,
      refundMs: 86_400_000,
      budget: { merchant: 6, terminal: 4, address: 8, handle: 2 },
    },
  })
  return { schedule, tables, engines, faults }
}

function commandOf(act: Act): Command {
  const merchantId = shops[act.shop]!
  const { memberId, deviceNo } = people[act.person]!
  const amount = BigInt(act.amount)
  const hold = { merchantId, outOrderNo: `H${act.order}` }
  const code = { code: `${deviceNo} ${act.n}`, address: '127.0.0.1' }
  const order = {
    merchantId,
    appId: null,
    amount,
    subject: '午饭',
    storeId: null,
    terminalId: 'T1',
    operatorId: null,
    notifyUrl: null,
    extra: {},
    expiresAt: null,
  }
  const outRequestNo = `r${act.request}`
  const [remark, operatorId, reason] = [null, null, null]
  switch (act.does) {
    case 'pay':
      return { kind: 'pay', ...order, ...code, outTradeNo: `T${act.order}` }
    case 'freeze': {
      const words = { title: '押金', merchantName: '小店', remark, expiresAt: null }
      return { kind: 'freeze', ...hold, ...code, ...words, outRequestNo, amount, terminalId: 'T1' }
    }
    case 'agree':
      return { kind: 'agree', ...hold, memberId, yes: act.whole }
    case 'unfreeze':
      return { kind: 'unfreeze', ...hold, outRequestNo, amount, remark }
    case 'revoke':
      return { kind: 'revoke', ...hold, remark }
    case 'capture': {
      const named = { outTradeNo: `C${act.request}`, outOrderNo: hold.outOrderNo }
      return { kind: 'capture', ...order, ...named, complete: act.whole }
    }
    case 'transfer': {
      const words = { title: '工资', remark, merchantName: '小店' }
      const outBizNo = `b${act.request}`
      return {
        kind: 'transfer',
        merchantId,
        outBizNo,
        amount,
        payeeId: memberId,
        payeeName: null,
        ...words,
      }
    }
    case 'royalty': {
      const named = { merchantId, outTradeNo: `T${act.order}`, outRequestNo, merchantName: '小店' }
      return { kind: 'royalty', ...named, parts: partsOf(act), finish: act.whole }
    }
    case 'refund':
    case 'cancel': {
      const name = { merchantId, outTradeNo: act.whole ? `C${act.request}` : `T${act.order}` }
      if (act.does === 'cancel') return { kind: 'cancel', ...name, operatorId }
      return { kind: 'refund', ...name, amount, outRequestNo, reason, operatorId }
    }
  }
}

/** One share to the other shop, or two to one person. */
function partsOf({ person, shop, amount, request }: Act) {
  const part = (receiverId: string, receiverKind: 'member' | 'merchant') => ({
    receiverId,
    receiverKind,
    accountType: 'userId',
    account: receiverId,
    amount: BigInt(amount) / 2n,
    desc: null,
  })
  if (request === 0) return [part(shops[1 - shop]!, 'merchant')]
  const { memberId } = people[person]!
  return [part(memberId, 'member'), part(memberId, 'member')]
}

/** Lets a history happen and returns what it broke, in words; an empty list for a sound one. */
export async function happen(acts: readonly Act[], seed: number): Promise<string[]> {
  const { schedule, tables, engines, faults } = open(seed)
  const heard: { command: Command; outcome: Outcome }[] = []
  let unanswered = 0
  const submit = (engine: Engine, command: Command) => {
    unanswered++
    void engine.submit(command).then((outcome) => {
      unanswered--
      heard.push({ command, outcome })
    })
  }
  for (const { memberId } of people) {
    submit(engines[0]!, { kind: 'topup', memberId, amount: 90_000n, ref: 'first', title: '充值' })
  }
  let delay = 2000
  for (const one of acts) {
    delay += one.after
    schedule.after(delay, 'act', () => submit(engines[one.engine]!, commandOf(one)))
  }
  while (await schedule.step()) continue
  if (unanswered > 0) faults.push(`${unanswered} commands were never answered`)
  const lies = heard.map(({ command, outcome }) => untold(tables, command, outcome))
  return [...faults, ...lies, firstFault(tables)].filter((fault) => fault !== null)
}

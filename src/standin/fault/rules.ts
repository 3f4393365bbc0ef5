import { methods } from '#gateway/method.ts'
import { bankOf, banks } from '#wire/banks.ts'
import type { FaultKind } from '#wire/fault-kinds.ts'
import type { Fault, FaultRule } from '#wire/standin.ts'

/** What a rule is held against: a call by its method, a notification, or a call of ours to a bank. */
export type Occasion = {
  appId: string
  /** Null for a notification. */
  method: string | null
  /** The method, or the notification's number. */
  subject: string
  /** Set for a call of ours to a bank; then `method` is the operation: bind, debit, query, … */
  bank?: string
  traceId: string | null
}

/** What our banks are asked for. */
const bankOperations = ['bind', 'agree', 'end', 'debit', 'query', 'close', 'statement']

/** The methods that a fault of this kind can meet: none of them for one of notifications; for one of banks, what they are asked for. */
export function methodsOf(kind: FaultKind): readonly string[] {
  if (isOfNotifications(kind)) return []
  if (isOfBanks(kind)) return bankOperations
  const all = Object.keys(methods)
  if (kind === 'waiting') return ['alipay.trade.pay']
  return kind === 'stale' ? all.filter((method) => showsCode.has(method)) : all
}

/** Why no call could ever meet this rule, as a sentence for whoever sets it; null for a rule that is fit. */
export function unfit({ kind, method = null, bank = null }: FaultRule): string | null {
  if (bank !== null && !isOfBanks(kind)) {
    return `bank: ${kind} is not about banks. Leave it out, or send a kind that begins with bank-.`
  }
  if (bank !== null && !bankOf(bank)) {
    return `bank: there is no bank ${bank}. Send one of ${banks.map(({ code }) => code).join(', ')}.`
  }
  const known = methodsOf(kind)
  if (method === null || known.includes(method)) return null
  return known.length === 0
    ? `method: ${kind} is about notifications, which have no method. Leave it out.`
    : `method: ${kind} knows no ${method}. Send one of ${known.join(', ')}, or leave it out.`
}

const isOfNotifications = (kind: string): boolean => kind.startsWith('notify-')
const isOfBanks = (kind: string): boolean => kind.startsWith('bank-')

/** Methods by which a payer's code is shown. */
const showsCode: ReadonlySet<string> = new Set([
  'alipay.trade.pay',
  'alipay.fund.auth.order.freeze',
])

/** Whether the rule is about such a call or notification, and still in force. */
export function applies(fault: Fault, { appId, method, bank }: Occasion): boolean {
  if (fault.times !== null && fault.fired >= fault.times) return false
  if (isOfBanks(fault.kind) !== (bank !== undefined)) return false
  if (bank !== undefined) {
    const ofBank = fault.bank === null || fault.bank === bank
    return ofBank && (fault.method === null || fault.method === method)
  }
  if (fault.appId !== null && fault.appId !== appId) return false
  if (method === null) return isOfNotifications(fault.kind)
  if (isOfNotifications(fault.kind)) return false
  if (!methodsOf(fault.kind).includes(method)) return false
  return fault.method === null || fault.method === method
}

/**
 * What becomes of an occasion: of the rules about it, in order, those that still let calls through count it; the first
 * other one fires. The same calls in the same order meet the same faults.
 */
export function judge(faults: readonly Fault[], occasion: Occasion) {
  const passed: Fault[] = []
  for (const fault of faults) {
    if (!applies(fault, occasion)) continue
    if (fault.passed >= fault.skip) return { passed, fired: fault }
    passed.push(fault)
  }
  return { passed, fired: undefined }
}

/** Milliseconds, where a rule does not say. */
const delays: Record<FaultKind, number> = {
  late: 5000,
  silent: 0,
  busy: 0,
  unknown: 0,
  waiting: 2000,
  stale: 0,
  'notify-twice': 0,
  'notify-late': 5000,
  'notify-after': 10_000,
  'bank-silent': 0,
  'bank-late': 3000,
  'bank-down': 0,
}

/** A rule with what it leaves open filled in. */
export const filled = (rule: FaultRule) => ({
  kind: rule.kind,
  appId: rule.appId ?? null,
  method: rule.method ?? null,
  bank: rule.bank ?? null,
  skip: rule.skip ?? 0,
  times: rule.times === undefined ? 1 : rule.times,
  delayMs: rule.delayMs ?? delays[rule.kind],
  outcome: rule.kind === 'waiting' ? (rule.outcome ?? 'success') : null,
})

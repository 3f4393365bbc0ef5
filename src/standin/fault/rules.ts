import type { Fault, FaultKind, FaultRule } from '#wire/standin.ts'

/** What a rule is held against: a call by its method, or a notification. */
export type Occasion = {
  appId: string
  /** Null for a notification. */
  method: string | null
  /** The method, or the notification's number. */
  subject: string
  traceId: string | null
}

const isOfNotifications = (kind: string): boolean => kind.startsWith('notify-')

/** Methods by which a payer's code is shown. */
const showsCode: ReadonlySet<string> = new Set([
  'alipay.trade.pay',
  'alipay.fund.auth.order.freeze',
])

/** Whether the rule is about such a call or notification, and still in force. */
export function applies(fault: Fault, { appId, method }: Occasion): boolean {
  if (fault.times !== null && fault.fired >= fault.times) return false
  if (fault.appId !== null && fault.appId !== appId) return false
  if (method === null) return isOfNotifications(fault.kind)
  if (isOfNotifications(fault.kind)) return false
  if (fault.kind === 'waiting' && method !== 'alipay.trade.pay') return false
  if (fault.kind === 'stale' && !showsCode.has(method)) return false
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
}

/** A rule with what it leaves open filled in. */
export const filled = (rule: FaultRule) => ({
  kind: rule.kind,
  appId: rule.appId ?? null,
  method: rule.method ?? null,
  skip: rule.skip ?? 0,
  times: rule.times === undefined ? 1 : rule.times,
  delayMs: rule.delayMs ?? delays[rule.kind],
  outcome: rule.kind === 'waiting' ? (rule.outcome ?? 'success') : null,
})

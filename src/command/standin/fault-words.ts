import { localText } from '#kernel/clock.ts'
import { durationText } from '#kernel/setting.ts'
import type { Fault, FaultList } from '#wire/standin.ts'

import { table, terminalLanguage } from '../language.ts'

const labels = {
  en: {
    head: ['fault', 'kind', 'method', 'app or bank', 'let through', 'spoilt', 'delay', 'then'],
    happened: 'What happened:',
    eventHead: ['no.', 'time', 'kind', 'app', 'call, notification or bank', 'trace_id'],
    none: 'No faults: everything works. Set one with `tongbao fault add`.',
    cleared: 'The faults are cleared.',
    clearedOne: 'The fault is cleared.',
  },
  zh: {
    head: ['故障', '种类', '方法', '应用或银行', '已放过', '已发生', '延迟', '之后付款人'],
    happened: '已发生：',
    eventHead: ['序号', '时间', '种类', '应用', '调用、通知或银行', 'trace_id'],
    none: '没有故障，一切照常。用 tongbao fault add 设置。',
    cleared: '故障已全部清除。',
    clearedOne: '故障已清除。',
  },
}

const say = () => labels[terminalLanguage()]

/** Faults as a table with its heads; a sentence where there are none. */
export function faultTable(faults: readonly Fault[]): string {
  const { head, none } = say()
  if (faults.length === 0) return none
  return table([head, ...faults.map(row)])
}

const row = (fault: Fault): string[] => [
  fault.faultId,
  fault.kind,
  fault.method ?? '*',
  fault.bank ?? fault.appId ?? '*',
  `${fault.passed}/${fault.skip}`,
  `${fault.fired}/${fault.times ?? '∞'}`,
  durationText(fault.delayMs),
  fault.outcome ?? '',
]

/** What is set, and what it did. */
export function faultWords({ faults, events }: FaultList): string {
  if (events.length === 0) return faultTable(faults)
  const { happened, eventHead } = say()
  const rows = events.map(({ seq, at, kind, appId, subject, traceId }) => [
    String(seq),
    localText(at),
    kind,
    appId,
    subject,
    traceId ?? '-',
  ])
  return [faultTable(faults), '', happened, table([eventHead, ...rows])].join('\n')
}

export const clearedWords = (one: boolean): string => (one ? say().clearedOne : say().cleared)

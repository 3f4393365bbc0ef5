import type { Case } from './kept.ts'
import { percent, table, tenth, whole } from './markdown.ts'

export function soakText(soak: Case<'soak'>): string {
  const memory = ([settled, last]: [number, number]) => `${settled} → ${last} MiB`
  const others = soak.other === undefined ? '' : `, others ${JSON.stringify(soak.other)}`
  const text =
    `${whole(soak.tps)} gateway payments a second for ${tenth(soak.minutes)} minutes: ` +
    `${whole(soak.paid)} paid, ${percent(soak.over)} over 1 s (reach: ≤ 1 %), ` +
    `${soak.refused} refused or unsent${others}; p50 ${tenth(soak.p50Ms)} ms, p99 ${tenth(soak.p99Ms)} ms. ` +
    `${whole(soak.notified)} notified (${whole(soak.twice)} of them twice, ` +
    `${percent(soak.late)} more than 1 s after the payment), the queue ` +
    `drained ${tenth(soak.drainSeconds)} s after the last payment, at most ${whole(soak.waitingMost)} waiting. ` +
    `Memory from a fifth of the time to its end: serve ${memory(soak.serveMiB)}, work ${memory(soak.workMiB)}.`
  return [text, ...slowText(soak)].join('\n\n')
}

function slowText({ slow }: Case<'soak'>): string[] {
  if (slow === undefined || slow.length === 0) return []
  const rows = slow.map((one) => [
    String(one.at),
    whole(one.paid),
    whole(one.overSecond),
    whole(one.maxMs),
    whole(one.gapMs),
    one.beside,
  ])
  return [
    'Its slowest seconds, by when payments were due. "Still" is how long the load generator itself did not look at its clock; ' +
      'what else went on is seen once a second until the last of these payments was answered: what processes of PostgreSQL waited ' +
      'for, and the pauses of the garbage collector, which `serve` prints in this case (`--trace-gc`).',
    table(['second', 'paid', 'over 1 s', 'slowest ms', 'still ms', 'what else went on'], rows),
  ]
}

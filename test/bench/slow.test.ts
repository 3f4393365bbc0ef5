import { expect, test } from 'vitest'

import { explain } from '#bench/cost/beside.ts'
import { readPauses } from '#bench/cost/pauses.ts'
import { Seconds } from '#bench/load/seconds.ts'

test('the slowest seconds are found by when payments were due', () => {
  const seconds = new Seconds(500)
  seconds.paid(600, 20)
  seconds.paid(1600, 1700)
  seconds.paid(2400, 900)
  seconds.gap(2450, 30)
  seconds.paid(5000, 400)
  const nothing = { paid: 0, overSecond: 0, maxMs: 0, gapMs: 0 }
  expect(seconds.slowest(2)).toEqual([
    { at: 1, paid: 2, overSecond: 1, maxMs: 1700, gapMs: 30 },
    { at: 4, paid: 1, overSecond: 0, maxMs: 400, gapMs: 0 },
  ])
  expect(seconds.slowest(9)[2]).toEqual({ at: 2, ...nothing })
})

test('a slow second is told with what else went on until its last payment was answered', () => {
  const startedMicros = 40_000_000
  const moment = (from: number, waits: string[], serve: number) => ({
    span: { from: startedMicros + from * 1e6, to: startedMicros + (from + 1) * 1e6 },
    serve,
    postgres: 1.5,
    diskWait: 0.25,
    waits,
  })
  const slow = explain(
    [{ at: 3, paid: 900, overSecond: 50, maxMs: 1400, gapMs: 1 }],
    startedMicros,
    {
      moments: [
        moment(2, ['vacuum'], 1),
        moment(3, ['checkpoint DataFileSync', 'WalSync'], 0.5),
        moment(4, ['checkpoint DataFileSync'], 0.3),
        moment(5, [], 0.1),
        moment(6, ['DataFileRead'], 1),
      ],
      pauses: [
        { at: startedMicros + 2_900_000, ms: 70 },
        { at: startedMicros + 3_100_000, ms: 4 },
        { at: startedMicros + 5_300_000, ms: 31 },
      ],
    },
  )
  expect(slow).toEqual([
    {
      at: 3,
      paid: 900,
      overSecond: 50,
      maxMs: 1400,
      gapMs: 1,
      beside:
        'checkpoint DataFileSync × 2; WalSync; GC 35 ms, longest 31 ms; ' +
        'serve 30 %, PostgreSQL 150 % of a core; waiting for the disk 25 %',
    },
  ])
})

test('pauses are read from what Node prints between the lines of a log', () => {
  const text = [
    '{"level":30,"msg":"Mark-Compact 1 MB, 7.0 / 0.0 ms"}',
    '[7477:0x40f4a000]       21 ms: Scavenge 4.7 (5.8) -> 4.3 (6.8) MB, pooled: 0 MB, 1.17 / 0.00 ms  (average mu = 1.000, current mu = 1.000) allocation failure; ',
    '[10182:0x4487c000]     1821 ms: Mark-Compact (reduce) 260.5 (389.8) -> 186.1 (315.2) MB, pooled: 1 MB, 7.38 / 0.00 ms  (+ 27.0 ms in 52 steps since start of marking, biggest step 1.6 ms)',
    '',
  ].join('\n')
  expect(readPauses(text, 5_000_000)).toEqual([
    { at: 5_021_000, ms: 1.17 },
    { at: 6_821_000, ms: 7.38 },
  ])
})

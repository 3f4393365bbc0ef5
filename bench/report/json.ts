import type { Rates } from '../case/rates.ts'
import { figure, median, round, type Figure } from './figure.ts'

/** The figures for programs: spread and gateway beside pgbench, hot and two beside spread. */
export function jsonOf(rates: Rates | undefined) {
  if (!rates) return { cases: {} }
  const pgbench = median(rates.pgbench.map((run) => run.tps))
  const spread = median(rates.spread.map((run) => run.tps))
  const cases: Record<string, Figure> = { spread: figure(rates.spread, pgbench) }
  if (rates.gateway.length > 0) cases['gateway'] = figure(rates.gateway, pgbench)
  if (rates.hot.length > 0) cases['hot'] = figure(rates.hot, spread)
  if (rates.two.length > 0) cases['two'] = figure(rates.two, spread)
  if (rates.hotTwo.length > 0) cases['hot_two'] = figure(rates.hotTwo, spread)
  return { pgbench: { tps: round(pgbench, 1) }, cases }
}

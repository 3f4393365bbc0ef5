import type { Round, RoundResult } from '../load/protocol.ts'
import type { Running } from '../stand/process.ts'
import type { Stand, Town } from '../stand/stand.ts'
import { machineCpu, serverCpuMicros } from './cpu.ts'
import { monotonicMicros, type Span } from './profile.ts'

/** One measured round, with what it cost each side: microseconds of processor time, bytes, for each paid payment. */
export type Measured = RoundResult & {
  ready: number
  span: Span
  cost: { serve: number; postgres: number; load: number; walBytes: number; machineBusy: number }
}

/** Prepares and runs a round, and reads the meters before and after. */
export async function measure(
  stand: Stand,
  town: Town,
  servers: Running[],
  round: Round,
): Promise<Measured> {
  const ready = await town.load.prepare(round)
  return measureReady(stand, town, servers, ready)
}

/** Runs the one round that was prepared, with as many requests as are `ready`. */
export async function measureReady(
  stand: Stand,
  town: Town,
  servers: Running[],
  ready: number,
): Promise<Measured> {
  const { sql } = town.database
  const read = async () => {
    const [row] = await sql`select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`
    return {
      serve: servers.reduce((sum, server) => sum + server.cpuMicros(), 0),
      postgres: serverCpuMicros(stand.cluster.pid),
      wal: Number(row?.['bytes']),
      machine: machineCpu(),
    }
  }
  const before = await read()
  const from = monotonicMicros()
  const [result] = await town.load.run()
  if (!result) throw new Error('a round was prepared and has a result')
  const span = { from, to: monotonicMicros() }
  const after = await read()
  const paid = Math.max(result.paid, 1)
  const machine = after.machine.all - before.machine.all
  const measured = {
    ...result,
    ready,
    span,
    cost: {
      serve: (after.serve - before.serve) / paid,
      postgres: (after.postgres - before.postgres) / paid,
      load: result.cpuMicros / paid,
      walBytes: (after.wal - before.wal) / paid,
      machineBusy: machine === 0 ? 0 : (after.machine.used - before.machine.used) / machine,
    },
  }
  stand.log(`  ${result.name}: ${describe(measured)}`)
  await checkAcknowledged(town, measured)
  return measured
}

export function describe(m: Measured): string {
  const others = Object.entries(m.other).map(([what, count]) => `, ${count} ${what}`)
  const { serve, postgres, load, walBytes, machineBusy } = m.cost
  return (
    `${m.tps.toFixed(0)} a second (${m.paid} paid, ${m.busy} busy${others.join('')}), ` +
    `p50 ${m.paidMs.p50.toFixed(1)} ms, p99 ${m.paidMs.p99.toFixed(1)} ms; µs a payment: ` +
    `serve ${serve.toFixed(0)}, postgres ${postgres.toFixed(0)}, load ${load.toFixed(0)}; ` +
    `${walBytes.toFixed(0)} bytes of WAL; machine ${(machineBusy * 100).toFixed(0)} % busy`
  )
}

/** What was acknowledged as paid is in the database as paid, no more and no less. */
export async function checkAcknowledged(town: Town, round: RoundResult): Promise<void> {
  const rows = await town.database.sql`
    select count(*)::integer as paid from trade
     where out_trade_no like ${`${round.name}\\_%`} and state = 'TRADE_SUCCESS'`
  const paid = Number(rows[0]?.['paid'])
  const unsure = (round.other['lost'] ?? 0) + (round.other['UNAVAILABLE'] ?? 0)
  if (paid < round.paid || paid > round.paid + unsure) {
    throw new Error(`${round.name}: ${round.paid} were acknowledged as paid, and ${paid} are`)
  }
}

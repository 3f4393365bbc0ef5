import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'
import { machineCpu, serverCpuMicros } from './cpu.ts'
import { monotonicMicros, type Span } from './profile.ts'

/** What went on beside the payments, in about a second. */
export type Moment = {
  span: Span
  /** Processor time used in it, as a part of one core. */
  serve: number
  postgres: number
  /** Time in which the machine had nothing to do but wait for its disk, as a part of all cores. */
  diskWait: number
  /** What PostgreSQL's processes waited for at its end, `checkpoint` and `autovacuum` first where they ran. */
  waits: string[]
}

const everyMs = 1000

/** Looks at servers and database once a second until `stop`. */
export function watch(stand: Stand, serve: Running): { stop: () => Moment[] } {
  const moments: Moment[] = []
  let before = read(stand, serve)
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    const waits = await waitsNow(stand)
    const after = read(stand, serve)
    const micros = after.at - before.at
    const disk = after.machine.waiting - before.machine.waiting
    const all = after.machine.all - before.machine.all
    moments.push({
      span: { from: before.at, to: after.at },
      serve: (after.serve - before.serve) / micros,
      postgres: (after.postgres - before.postgres) / micros,
      diskWait: all === 0 ? 0 : disk / all,
      waits,
    })
    before = after
    looking = false
  }
  const timer = setInterval(() => void look().catch(() => (looking = false)), everyMs).unref()
  return {
    stop: () => {
      clearInterval(timer)
      return moments
    },
  }
}

const read = (stand: Stand, serve: Running) => ({
  at: monotonicMicros(),
  serve: serve.cpuMicros(),
  postgres: serverCpuMicros(stand.cluster.pid),
  machine: machineCpu(),
})

/** The checkpointer has a wait of its own for when it has nothing to do; a server process waits for its client then. */
async function waitsNow({ cluster }: Stand): Promise<string[]> {
  const rows = await cluster.admin<{ what: string }[]>`
    select case backend_type when 'checkpointer' then 'checkpoint ' when 'autovacuum worker' then query || ' ' else '' end
           || coalesce(wait_event, 'working') as what
      from pg_stat_activity
     where (backend_type = 'checkpointer' and wait_event is distinct from 'CheckpointerMain')
        or backend_type = 'autovacuum worker'
        or (backend_type = 'client backend' and state = 'active' and wait_event is not null
            and wait_event_type <> 'Client')
     order by backend_type`
  return rows.map(({ what }) => what)
}

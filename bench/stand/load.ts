import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Crowd, FromLoad, Round, RoundResult, ToLoad } from '../load/protocol.ts'

const program = fileURLToPath(new URL('../load.ts', import.meta.url))

/** The load generator's process. */
export type Load = {
  pid: number
  /** Makes requests and connections ready; resolves to how many requests there are. */
  prepare: (round: Round) => Promise<number>
  /** Runs what was prepared, one round after the other without a pause. */
  run: () => Promise<RoundResult[]>
  stop: () => void
}

export function startLoad(folder: string, name: string, crowd: Crowd): Load {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(crowd), { mode: 0o600 })
  const child = fork(program, [file], {
    stdio: ['ignore', 2, 2, 'ipc'],
    // Node signs in threads of its own, four unless told otherwise.
    env: { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())) },
  })
  const waiting = new Map<number, (message: FromLoad) => void>()
  let last = 0
  child.on('message', (message: FromLoad) => waiting.get(message.id)?.(message))
  child.on('exit', () => {
    for (const [id, tell] of waiting) tell({ id, error: 'the load generator ended' })
  })
  type Ask = ToLoad extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never
  const ask = async (what: Ask): Promise<unknown> => {
    const id = ++last
    const reply = await new Promise<FromLoad>((tell) => {
      waiting.set(id, tell)
      child.send({ id, ...what })
    })
    waiting.delete(id)
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply.result
  }
  return {
    pid: child.pid ?? 0,
    prepare: async (round) => ((await ask({ act: 'prepare', round })) as { ready: number }).ready,
    run: async () => (await ask({ act: 'run' })) as RoundResult[],
    stop: () => void child.kill(),
  }
}

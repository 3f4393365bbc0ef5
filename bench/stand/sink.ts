import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../sink.ts', import.meta.url))

/** `late` of the different ones came more than a second after their payment was decided. */
export type SinkCount = { received: number; different: number; late: number }
export type Sink = { count: () => Promise<SinkCount>; stop: () => void }

/** Starts the merchants' server that notifications go to. */
export async function startSink(port: number): Promise<Sink> {
  const child = fork(program, [String(port)], { stdio: ['ignore', 2, 2, 'ipc'] })
  await once(child, 'message')
  return {
    count: async () => {
      const reply = await fetch(`http://127.0.0.1:${port}/count`)
      return (await reply.json()) as SinkCount
    },
    stop: () => void child.kill(),
  }
}

import { note } from './say.ts'

/** One press of Ctrl-C may arrive several times: from the terminal, from npm, from the program that started us. */
const samePressMs = 700

/**
 * Resolves when this process is asked to end: SIGINT, SIGTERM, SIGHUP, or the end of the program that started it.
 * A second press afterwards ends it at once, without waiting for what is in flight.
 */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined
    const ask = (why: string) => {
      if (firstAtMs === undefined) {
        firstAtMs = Date.now()
        resolve(why)
      } else if (Date.now() - firstAtMs > samePressMs) {
        note('Stopped without waiting.')
        process.exit(1)
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
    process.once('disconnect', () => ask('disconnect'))
  })
}

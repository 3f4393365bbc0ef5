import { note } from './say.ts'

/**
 * One press of Ctrl-C may arrive several times: from the terminal, from npm, from the program that
 * started us.
 */
const samePressMs = 700
/** How long what is closed may still keep the process alive. */
const lingerMs = 2000

export type Stop = {
  /** Resolves to the reason when this process is asked to end. */
  asked: Promise<string>
  signal: AbortSignal
}

/**
 * Listens for what asks this process to end: SIGINT, SIGTERM, SIGHUP, or the end of the program
 * that started it. A second press afterwards ends it at once, without waiting for what is in
 * flight.
 */
export function untilStopped(): Stop {
  const { promise: asked, resolve } = Promise.withResolvers<string>()
  const control = new AbortController()
  let firstAtMs: number | undefined
  const ask = (why: string) => {
    if (firstAtMs === undefined) {
      firstAtMs = Date.now()
      control.abort()
      resolve(why)
    } else if (Date.now() - firstAtMs > samePressMs) {
      note('Stopped without waiting.')
      process.exit(1)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  process.once('disconnect', () => ask('the end of the program that started it'))
  return { asked, signal: control.signal }
}

/** Ends the process soon, when all is closed; by force where something of a library's lingers. */
export function endWith(status: number): void {
  process.exitCode = status
  if (process.connected) process.disconnect()
  setTimeout(() => process.exit(), lingerMs).unref()
}

import { createStore, recall, remember } from '#web/ui/store.ts'

const key = 'tongbao.clock'

/**
 * The server's clock minus this phone's, in milliseconds. A phone whose clock is wrong would show
 * codes of another minute; it learns the difference from every answer that carries `serverTime` and
 * keeps it for when there is no network.
 */
const offset = createStore(Number(recall(key) ?? 0) || 0)

/** Below this a difference is the network's delay, not a wrong clock; codes need no better. */
const toleranceMs = 1500

/**
 * Learns from an answer: the server's time in it and when it came, both in milliseconds since 1970.
 */
export function learnClock(serverTime: number, receivedAt: number): void {
  const next = serverTime - receivedAt
  if (Math.abs(next - offset.get()) < toleranceMs) return
  remember(key, String(next))
  offset.set(next)
}

/** The server's time as this phone knows it, in milliseconds since 1970. */
export const serverNow = () => Date.now() + offset.get()
export const followClock = offset.follow

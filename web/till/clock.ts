import { useEffect, useState } from 'react'

let aheadMillis = 0

/** Learns the server's clock; `receivedAt` is ours at that moment. Both in milliseconds since 1970. */
export function heardServerTime(serverTime: number, receivedAt: number): void {
  aheadMillis = serverTime - receivedAt
}

/** The server's time as well as we know it, in milliseconds since 1970. */
export const serverNow = () => Date.now() + aheadMillis

/** Seconds left until `at` by the server's clock, never below zero; renders anew as they pass. */
export function useSecondsLeft(at: number | null): number | null {
  const [, tick] = useState(0)
  useEffect(() => {
    if (at === null) return
    const timer = setInterval(() => tick((count) => count + 1), 250)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? null : Math.max(0, Math.ceil((at - serverNow()) / 1000))
}

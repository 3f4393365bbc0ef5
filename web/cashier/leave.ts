import { useEffect, useState } from 'react'

const waitSeconds = 3

/** Leaves for the shop; the desk does not stay behind in the browser's history. */
export const leaveFor = (url: string) => location.replace(url)

/**
 * Counts down and leaves for `url`, unless the buyer stays. Answers the seconds left, null where it
 * does not count.
 */
export function useLeave(url: string | null): { seconds: number | null; stay: () => void } {
  const [seconds, setSeconds] = useState<number | null>(url === null ? null : waitSeconds)
  useEffect(() => {
    if (seconds === null || url === null) return
    if (seconds === 0) return leaveFor(url)
    const timer = setTimeout(() => setSeconds(seconds - 1), 1000)
    return () => clearTimeout(timer)
  }, [seconds, url])
  return { seconds, stay: () => setSeconds(null) }
}

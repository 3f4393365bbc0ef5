import { useEffect } from 'react'

/**
 * Keeps the screen lit while a code is on show; the browser lets go when the page is hidden, so it
 * is asked again on return.
 */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined
    let over = false
    const hold = async () => {
      if (document.hidden || !('wakeLock' in navigator)) return
      // Refused when the battery is low: the code works all the same.
      const next = await navigator.wakeLock.request('screen').catch(() => undefined)
      if (over) void next?.release()
      else lock = next
    }
    const look = () => void hold()
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', look)
      void lock?.release()
    }
  }, [])
}

import { useEffect, useState } from 'react'

import { stepMs } from '#paycode/derive.ts'

import { useWords } from '../words.ts'
import { serverNow } from './clock.ts'

const radius = 13
const around = 2 * Math.PI * radius

/** Whole seconds until `endsAt` (milliseconds, the server's clock), counted down. */
export function useSecondsLeft(endsAt: number): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 250)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((endsAt - now) / 1000))
}

/** The ring around the seconds that a code has left. */
export function Countdown({ endsAt }: { endsAt: number }) {
  const words = useWords()
  // The moment a new minute begins, the last look at the clock is still of the old one.
  const seconds = Math.min(useSecondsLeft(endsAt), stepMs / 1000)
  const gone = 1 - (seconds * 1000) / stepMs
  return (
    <span className="countdown" role="timer" aria-label={words.pay.countdown(seconds)}>
      <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden>
        <circle cx="16" cy="16" r={radius} className="countdown-track" />
        <circle
          cx="16"
          cy="16"
          r={radius}
          className="countdown-left"
          strokeDasharray={around}
          strokeDashoffset={around * gone}
          transform="rotate(-90 16 16)"
        />
      </svg>
      <span className="countdown-seconds" data-testid="code-countdown">
        {seconds}
      </span>
    </span>
  )
}

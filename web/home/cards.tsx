import type { ReactNode } from 'react'

import { useWords } from './words.ts'

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2.4,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

const signs: Record<'wallet' | 'till' | 'sms', ReactNode> = {
  wallet: (
    <>
      <rect x="13" y="4" width="22" height="40" rx="5" {...line} />
      <path d="M19 15v12M23 15v12M26 15v12M29 15v12M21 37h6" {...line} />
    </>
  ),
  till: (
    <>
      <rect x="6" y="24" width="36" height="18" rx="4" {...line} />
      <path d="M12 24V8h18v16M17 14h8M6 34h36M22 38h4M36 24v-8" {...line} />
    </>
  ),
  sms: (
    <>
      <path
        d="M8 8h32a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H22l-9 8v-8H8a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4z"
        {...line}
      />
      <path d="M14 21h.1M24 21h.1M34 21h.1" {...line} strokeWidth="4" />
    </>
  ),
}

/** The three doors. The demo's SMS exist in demo mode only. */
export function Cards({ demo }: { demo: boolean }) {
  const say = useWords()
  const names = demo ? (['wallet', 'till', 'sms'] as const) : (['wallet', 'till'] as const)
  return (
    <nav className="home-cards">
      {names.map((name) => (
        <a key={name} href={`/${name}/`} data-testid={`home-${name}`}>
          <svg width="48" height="48" viewBox="0 0 48 48" aria-hidden>
            {signs[name]}
          </svg>
          <strong>{say.cards[name][0]}</strong>
          <span>{say.cards[name][1]}</span>
        </a>
      ))}
    </nav>
  )
}

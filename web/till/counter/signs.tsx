import type { ReactNode } from 'react'

/** Signs as large as a hand, so that the shape tells what the colour tells. */
const frame = { width: 120, height: 120, viewBox: '0 0 120 120', 'aria-hidden': true } as const
const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 9,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

export const TickSign = () => (
  <svg {...frame} className="till-sign-mark">
    <circle cx="60" cy="60" r="52" fill="currentColor" opacity=".16" />
    <path {...line} className="till-draw" d="M34 62l18 18 36-40" />
  </svg>
)

export const CrossSign = () => (
  <svg {...frame} className="till-sign-mark">
    <rect x="8" y="8" width="104" height="104" rx="24" fill="currentColor" opacity=".14" />
    <path {...line} d="M40 40l40 40M80 40l-40 40" />
  </svg>
)

export const ClosedSign = () => (
  <svg {...frame} className="till-sign-mark">
    <circle cx="60" cy="60" r="48" {...line} />
    <path {...line} d="M36 60h48" />
  </svg>
)

export const UnknownSign = () => (
  <svg {...frame} className="till-sign-mark">
    <path d="M60 8l56 100H4z" fill="currentColor" opacity=".14" />
    <path {...line} d="M60 44v30M60 91v1" />
  </svg>
)

/** A bar code under a moving beam: scan now. */
export const ScanSign = () => (
  <svg className="till-scan" viewBox="0 0 220 96" aria-hidden>
    <g fill="currentColor">
      {[30, 40, 54, 60, 76, 84, 90, 104, 118, 124, 138, 146, 160, 166, 180].map((x, i) => (
        <rect key={x} x={x} y="16" width={i % 3 === 0 ? 6 : 3} height="64" rx="1" />
      ))}
    </g>
    <path
      d="M14 30V10h24M206 30V10h-24M14 66v20h24M206 66v20h-24"
      fill="none"
      stroke="var(--tb-primary)"
      strokeWidth="5"
      strokeLinecap="round"
    />
    <rect
      className="till-beam"
      x="14"
      y="46"
      width="192"
      height="4"
      rx="2"
      fill="var(--tb-primary)"
    />
  </svg>
)

/** A ring that empties with the time left; `share` from 1 to 0. */
export function Ring({ share, children }: { share: number; children: ReactNode }) {
  const length = 2 * Math.PI * 52
  return (
    <div className="till-ring">
      <svg width="144" height="144" viewBox="0 0 120 120" aria-hidden>
        <circle cx="60" cy="60" r="52" fill="none" stroke="var(--tb-line)" strokeWidth="8" />
        <circle
          cx="60"
          cy="60"
          r="52"
          fill="none"
          stroke="var(--tb-accent)"
          strokeWidth="8"
          strokeLinecap="round"
          strokeDasharray={length}
          strokeDashoffset={length * (1 - share)}
          transform="rotate(-90 60 60)"
        />
      </svg>
      <div>{children}</div>
    </div>
  )
}

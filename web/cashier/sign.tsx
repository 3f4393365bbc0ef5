const strokes = {
  paid: 'M22 41l12 12 25-27',
  stopped: 'M26 40h28',
  over: 'M40 22v19l12 8',
  unknown: 'M40 22v24M40 57v1',
} as const

/** The sign of an end: a tick, a bar, a clock, an exclamation. The shape says it; the colour only agrees. */
export function Sign({ kind }: { kind: keyof typeof strokes }) {
  return (
    <svg
      className="desk-sign"
      data-kind={kind}
      width="80"
      height="80"
      viewBox="0 0 80 80"
      aria-hidden
    >
      <circle cx="40" cy="40" r="38" />
      <path d={strokes[kind]} pathLength={1} />
    </svg>
  )
}

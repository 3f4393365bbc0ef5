import type { Result } from './result.ts'

const strokes = {
  paid: 'M22 41l12 12 25-27',
  failed: 'M40 22v24M40 57v1',
  closed: 'M26 40h28',
  refused: 'M26 40h28',
} as const satisfies Record<Result['kind'], string>

/** The sign of an end: a tick, an exclamation, a bar. The shape says it; the colour only agrees. */
export function ResultMark({ kind }: { kind: Result['kind'] }) {
  return (
    <svg className="result-mark" width="88" height="88" viewBox="0 0 80 80" aria-hidden>
      <circle cx="40" cy="40" r="38" />
      <path d={strokes[kind]} pathLength={1} />
    </svg>
  )
}

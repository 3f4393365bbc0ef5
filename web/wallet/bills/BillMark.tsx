import type { BillKind } from './bills.ts'

/**
 * A round mark: the shop's first letter for a payment, an arrow back for a refund, a plus for a
 * top-up.
 */
export function BillMark({ kind, name }: { kind: BillKind; name: string }) {
  const letter = kind === 'refund' ? '↩' : kind === 'topup' ? '+' : ([...name][0] ?? '·')
  return (
    <span className={`bill-mark bill-mark-${kind}`} aria-hidden>
      {letter}
    </span>
  )
}

import { Button, Spin } from 'antd'

import { yuan } from '#web/ui/format.ts'

import { useSecondsLeft } from '../clock.ts'
import type { Sale } from '../sale/sale.ts'
import { useWords } from '../words/words.ts'
import { Ring, UnknownSign } from './signs.tsx'

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

function Sign({ sale }: { sale: Sale }) {
  const say = useWords()
  const left = useSecondsLeft(sale.result?.expiresAt ?? null)
  if (sale.phase === 'unknown') return <UnknownSign />
  if (sale.phase !== 'waiting' || left === null) return <Spin size="large" />
  const whole = Math.max(60, ((sale.result?.expiresAt ?? 0) - sale.startedAt) / 1000)
  return (
    <Ring share={Math.min(1, left / whole)}>
      <span className="till-seconds tb-amount">{clock(left)}</span>
      <span className="till-soft">{say.pending.left}</span>
    </Ring>
  )
}

function Explanation({ sale }: { sale: Sale }) {
  const say = useWords()
  if (sale.phase === 'waiting') return <p className="till-hint">{say.pending.waitingHint}</p>
  if (sale.phase === 'cancelling') return <p className="till-warn">{say.pending.cancellingHint}</p>
  if (sale.phase !== 'unknown') return null
  return (
    <>
      <p className="till-warn">{say.pending.unknownHint}</p>
      {sale.trouble && <p className="till-hint">{troubleWords(sale.trouble, say)}</p>}
    </>
  )
}

function troubleWords(trouble: string, { pending }: ReturnType<typeof useWords>): string {
  const known = Object.hasOwn(pending.trouble, trouble)
  return pending.trouble[known ? (trouble as keyof typeof pending.trouble) : 'UNAVAILABLE']
}

/** A sale under way: sending, waiting for the payer, not known yet, being cancelled. */
export function PendingStage({ sale, onCancel }: { sale: Sale; onCancel: () => void }) {
  const say = useWords()
  const waiting = sale.phase === 'waiting'
  const word = sale.phase === 'done' ? 'sending' : sale.phase
  return (
    <div
      className="till-pending"
      data-phase={sale.phase}
      data-testid={waiting ? 'result-waiting' : `result-${sale.phase}`}
    >
      <p className="till-huge tb-amount" data-testid="result-amount">
        {yuan(sale.amount)}
      </p>
      <Sign sale={sale} />
      <p className="till-status" data-testid="till-status" role="status">
        {say.pending[word]}
      </p>
      <Explanation sale={sale} />
      <p className="till-soft">
        {say.result.order} {sale.outTradeNo}
      </p>
      <Button
        data-testid="till-cancel"
        size="large"
        title="Esc"
        disabled={sale.phase === 'cancelling'}
        onClick={onCancel}
      >
        {say.pending.cancel} <kbd>Esc</kbd>
      </Button>
    </div>
  )
}

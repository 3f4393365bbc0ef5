import { yuan } from '#web/ui/format.ts'
import type { TillResult } from '#wire/till.ts'

import { amountOf } from '../amount.ts'
import { Moment } from '../moment.tsx'
import { useWords } from '../words/words.ts'
import type { CounterState } from './counter.ts'

/** The amount as typed, grouped as people read it; what is not typed yet stands pale. */
export function EnteredAmount({ text }: { text: string }) {
  const [whole = '', cents] = text.split('.')
  const grouped = (whole || '0').replace(/\B(?=(\d{3})+$)/g, ',')
  const shownCents = cents === undefined ? '' : `.${cents}`
  const pale = cents === undefined ? '.00' : '00'.slice(cents.length)
  return (
    <span className="till-huge tb-amount" data-empty={text === ''} data-long={grouped.length > 6}>
      <span className="till-sign">¥</span>
      {grouped}
      {shownCents}
      <span className="till-pale">{pale}</span>
    </span>
  )
}

/** The sale before, small: a cashier who looked away can still see how it ended. */
function LastSale({ amount, result }: { amount: string; result: TillResult }) {
  const say = useWords()
  return (
    <p className="till-last" data-testid="till-last">
      {say.amount.last} <strong className="tb-amount">{yuan(amount)}</strong>{' '}
      {result.state === 'waiting' ? '' : say.result[result.state]} <Moment at={result.at} short />
    </p>
  )
}

export function AmountStage({ state }: { state: CounterState }) {
  const say = useWords()
  const { text } = state.entry
  return (
    <>
      <p className="till-label" data-testid="till-status">
        {say.amount.label}
      </p>
      <output data-testid="till-amount" data-amount={amountOf(state.entry) ?? ''}>
        <EnteredAmount text={text} />
      </output>
      <p className="till-hint">{say.amount.hint}</p>
      {state.last?.result && <LastSale amount={state.last.amount} result={state.last.result} />}
    </>
  )
}

import { EnterOutlined } from '@ant-design/icons'
import type { PointerEvent } from 'react'

import type { TillMe } from '#wire/till.ts'

import { amountOf } from '../amount.ts'
import { useWords } from '../words/words.ts'
import type { Counter, CounterState } from './counter.ts'

const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '00', '0', '.']

/** A touched key must not take the focus: the next Enter would press it again. */
const keepFocus = (event: PointerEvent) => event.preventDefault()

type Props = { me: TillMe; counter: Counter; state: CounterState }

/** The on-screen keys. They do what the keyboard's do, at every stage. */
export function Keypad({ me, counter, state }: Props) {
  const say = useWords()
  const { stage, entry, typedCode, sale } = state
  const scanning = stage === 'scan'
  const idle = stage === 'sale' && sale?.phase !== 'done'
  const ready = scanning
    ? typedCode.length === me.codeDigits
    : stage === 'amount' && amountOf(entry) !== null
  const done = stage === 'sale' && !idle
  const label = scanning ? say.scan.submit : done ? nextWords(state, say) : say.amount.charge
  return (
    <section
      className="till-keypad"
      onPointerDown={keepFocus}
      onMouseDown={(e) => e.preventDefault()}
    >
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          className="till-key"
          data-testid={`till-key-${key}`}
          disabled={idle || (scanning && key === '.')}
          onClick={() => counter.typed(key)}
        >
          {key}
        </button>
      ))}
      <button
        type="button"
        className="till-key till-key-side"
        data-testid="till-key-clear"
        disabled={idle}
        onClick={() => counter.typed('Escape')}
      >
        {scanning ? say.scan.back : say.amount.clear}
      </button>
      <button
        type="button"
        className="till-key till-key-side"
        data-testid="till-key-back"
        aria-label={say.amount.back}
        disabled={idle}
        onClick={() => counter.typed('Backspace')}
      >
        ⌫
      </button>
      <button
        type="button"
        className="till-key till-key-main"
        data-testid="till-charge"
        disabled={!ready && !done}
        onClick={() => counter.typed('Enter')}
      >
        {label} <EnterOutlined aria-hidden />
      </button>
    </section>
  )
}

function nextWords({ sale }: CounterState, say: ReturnType<typeof useWords>): string {
  return sale?.result?.state === 'failed' ? say.result.again : say.result.next
}

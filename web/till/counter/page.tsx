import { WarningFilled } from '@ant-design/icons'
import { useState } from 'react'

import { useStore } from '#web/ui/store.ts'
import type { TillMe } from '#wire/till.ts'

import { usePageKey } from '../bar/shortcuts.ts'
import { useWords } from '../words/words.ts'
import { AmountStage } from './amount-stage.tsx'
import type { Counter, CounterState } from './counter.ts'
import { Keypad } from './keypad.tsx'
import { PendingStage } from './pending-stage.tsx'
import { ResultStage } from './result-stage.tsx'
import { ScanStage } from './scan-stage.tsx'

/** The state that a person across the counter, or a test, would name. */
function nameOf({ stage, sale }: CounterState): string {
  if (stage !== 'sale' || !sale) return stage
  return sale.phase === 'done' && sale.result ? sale.result.state : sale.phase
}

function NoticeLine({ state, digits }: { state: CounterState; digits: number }) {
  const say = useWords()
  if (!state.notice) return null
  const text = say.notice[state.notice]
  return (
    <p className="till-notice" role="alert" data-testid="till-notice">
      <WarningFilled aria-hidden /> {typeof text === 'string' ? text : text(digits)}
    </p>
  )
}

/** The main page: what is happening on the left (above, on a phone), the keypad on the right (below). */
export function CounterPage({ me, counter }: { me: TillMe; counter: Counter }) {
  const state = useStore(counter.store)
  const [camera, setCamera] = useState(() => matchMedia('(pointer: coarse)').matches)
  const { stage, sale } = state
  const name = nameOf(state)
  usePageKey('F4', () => {
    setCamera(stage !== 'scan' || !camera)
    if (stage === 'amount') counter.typed('Enter')
  })
  const stageProps = { me, counter, state }
  return (
    <main className="till-counter" data-state={name} data-camera={stage === 'scan' && camera}>
      <section className="till-stage">
        <NoticeLine state={state} digits={me.codeDigits} />
        {stage === 'amount' && <AmountStage {...stageProps} />}
        {stage === 'scan' && <ScanStage {...stageProps} camera={camera} setCamera={setCamera} />}
        {stage === 'sale' && sale && sale.phase !== 'done' && (
          <PendingStage sale={sale} onCancel={counter.cancel} />
        )}
        {stage === 'sale' && sale?.phase === 'done' && sale.result && (
          <ResultStage me={me} counter={counter} sale={sale} result={sale.result} />
        )}
      </section>
      <Keypad {...stageProps} />
    </main>
  )
}

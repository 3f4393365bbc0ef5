import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'

import type { TillMe } from '#wire/till.ts'

import { amountOf } from '../amount.ts'
import { codeIn } from '../gun.ts'
import { Camera, Later } from '../later.tsx'
import { useWords } from '../words/words.ts'
import { EnteredAmount } from './amount-stage.tsx'
import type { Counter, CounterState } from './counter.ts'
import { ScanSign } from './signs.tsx'

type Props = {
  me: TillMe
  counter: Counter
  state: CounterState
  camera: boolean
  setCamera: (on: boolean) => void
}

/** The amount stands; now the payer's code by gun, by camera, or typed by hand. */
export function ScanStage({ me, counter, state, camera, setCamera }: Props) {
  const say = useWords()
  const { typedCode, entry } = state
  const read = (text: string) => counter.scanned({ code: codeIn(text, me), retract: 0 })
  const digits = typedCode.replace(/(\d{4})(?=\d)/g, '$1 ')
  return (
    <>
      <p className="till-label">{say.scan.label}</p>
      <output data-testid="till-amount" data-amount={amountOf(entry) ?? ''}>
        <EnteredAmount text={amountOf(entry) ?? entry.text} />
      </output>
      {camera ? (
        <Later>
          <Camera onRead={read} />
        </Later>
      ) : (
        <ScanSign />
      )}
      <p className="till-status" data-testid="till-status" role="status">
        {say.scan.title}
      </p>
      {typedCode === '' ? (
        <p className="till-hint">{say.scan.hint}</p>
      ) : (
        <p className="till-code tb-amount" aria-label={say.scan.code} data-testid="till-code">
          {digits}
          <span className="till-caret" aria-hidden />
        </p>
      )}
      <Button
        data-testid="till-camera"
        size="large"
        title="F4"
        icon={camera ? <CloseOutlined /> : <CameraOutlined />}
        onClick={() => setCamera(!camera)}
      >
        {camera ? say.scan.closeCamera : say.scan.camera}
      </Button>
    </>
  )
}

import { Button } from 'antd-mobile'
import { useState, type FormEvent } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'

import { useDemoSms } from '../session/sms.ts'
import { refusal } from '../shell/refusal.ts'
import { useCardWords } from './words.ts'

interface CardCodeProps {
  intro: string
  phone: string
  /** Throws ApiFailure where the bank refuses. */
  onCode: (code: string) => Promise<void>
  onAgain: () => void
}

/** Asks for the code that the bank has sent. */
export function CardCode({ intro, phone, onCode, onAgain }: CardCodeProps) {
  const words = useCardWords().add
  const say = useFailureWords('payer')
  const demo = useDemoSms(phone)
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const why = await refusal(() => onCode(code), say)
    // Where it went well, this page is gone.
    if (why === undefined) return
    setError(why)
    setBusy(false)
  }
  return (
    <form className="form card-form" onSubmit={(event) => void enter(event)}>
      <p className="form-intro">{intro}</p>
      <label className="field">
        <span className="field-label">{words.code}</span>
        <input
          className="field-input field-code"
          data-testid="card-code"
          autoFocus
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
          value={code}
          onChange={({ target }) => setCode(target.value.replace(/\D/g, ''))}
        />
      </label>
      <p className="form-error" role="alert" data-testid="card-error">
        {error}
      </p>
      <div className="form-row">
        <button type="button" className="text-button" data-testid="card-again" onClick={onAgain}>
          {words.again}
        </button>
        {demo && (
          <a className="text-button" href={demo} target="_blank" rel="noopener">
            {words.demo}
          </a>
        )}
      </div>
      <Button
        block
        type="submit"
        color="primary"
        size="large"
        shape="rounded"
        loading={busy}
        disabled={code.length !== 6}
        data-testid="card-submit"
      >
        {words.submit}
      </Button>
    </form>
  )
}

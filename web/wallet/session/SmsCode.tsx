import { Button } from 'antd-mobile'
import { useState, type FormEvent } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'
import type { SmsRequest } from '#wire/wallet.ts'

import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { sendSms, useDemoSms, useWait } from './sms.ts'

interface SmsCodeProps extends SmsRequest {
  waitSeconds: number
  submit: string
  /** Acts on the six digits; answers why they were refused. */
  onCode: (code: string) => Promise<string | undefined>
}

/** Asks for the code that was sent by SMS; it can be sent again after a wait. */
export function SmsCode({ phone, purpose, waitSeconds, submit, onCode }: SmsCodeProps) {
  const words = useWords()
  const say = useFailureWords('payer')
  const wait = useWait(waitSeconds)
  const demo = useDemoSms(phone)
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  const send = async () => {
    const again = async () => wait.start((await sendSms({ phone, purpose })).resendAfterSeconds)
    setError(await refusal(again, say))
  }
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(await onCode(code))
    setBusy(false)
  }
  return (
    <form className="form" onSubmit={(event) => void enter(event)}>
      <p className="form-intro">{words.login.sentTo(phone)}</p>
      <label className="field">
        <span className="field-label">{words.login.code}</span>
        <input
          className="field-input field-code"
          data-testid="login-code"
          autoFocus
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
          value={code}
          onChange={({ target }) => setCode(target.value.replace(/\D/g, ''))}
        />
      </label>
      <p className="form-error" role="alert">
        {error}
      </p>
      <div className="form-row">
        <button
          type="button"
          className="text-button"
          disabled={wait.left > 0}
          onClick={() => void send()}
        >
          {wait.left > 0 ? words.login.resendIn(wait.left) : words.login.resend}
        </button>
        {demo && (
          <a className="text-button" href={demo} target="_blank" rel="noopener">
            {words.login.demo}
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
        data-testid="login-submit"
      >
        {submit}
      </Button>
    </form>
  )
}

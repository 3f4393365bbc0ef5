import { Button } from 'antd-mobile'
import { useState, type FormEvent } from 'react'

import type { ApiFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { SmsRequest } from '#wire/wallet.ts'

import { failing } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { sendSms, useDemoSms, useWait } from './sms.ts'

interface SmsCodeProps {
  /** What was sent, to send it again. */
  request: SmsRequest
  /** The phone it went to, as the payer knows it. */
  sentTo: string
  waitSeconds: number
  submit: string
  /** Acts on the six digits; answers why they were refused. */
  onCode: (code: string) => Promise<ApiFailure | undefined>
}

/** A code that was tried too often, used or outlived: only another one helps. */
const isOver = (failure: ApiFailure | undefined) =>
  failure?.code === 'WRONG_SMS_CODE' && failure.detail['attemptsLeft'] === 0

/** Asks for the code that was sent by SMS; it can be sent again after a wait. */
export function SmsCode({ request, sentTo, waitSeconds, submit, onCode }: SmsCodeProps) {
  const words = useWords()
  const say = useFailureWords('payer')
  const wait = useWait(waitSeconds)
  const demo = useDemoSms(request.phone)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<ApiFailure>()
  const [busy, setBusy] = useState(false)
  const over = isOver(failure)

  const send = async () => {
    const refused = await failing(async () => {
      wait.start((await sendSms(request)).resendAfterSeconds)
      setCode('')
    })
    // The code that is over stays so until another one is on its way.
    if (!refused || !over) setFailure(refused)
  }
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(await onCode(code))
    setBusy(false)
  }
  return (
    <form className="form" onSubmit={(event) => void enter(event)}>
      <p className="form-intro">{words.login.sentTo(sentTo)}</p>
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
      <p className="form-error" role="alert" data-testid="login-error">
        {failure && say(failure)}
      </p>
      <div className="form-row">
        <button
          type="button"
          className={over ? 'text-button text-button-strong' : 'text-button'}
          disabled={wait.left > 0}
          data-testid="login-resend"
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
        disabled={code.length !== 6 || over}
        data-testid="login-submit"
      >
        {submit}
      </Button>
    </form>
  )
}

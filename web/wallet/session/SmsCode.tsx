import { useState } from 'react'

import type { ApiFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { SmsRequest } from '#wire/wallet.ts'

import { failing } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { CodeForm } from './CodeForm.tsx'
import { sendSms, useWait } from './sms.ts'

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
  const words = useWords().login
  const say = useFailureWords('payer')
  const wait = useWait(waitSeconds)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<ApiFailure>()
  const over = isOver(failure)

  const send = async () => {
    const refused = await failing(async () => {
      wait.start((await sendSms(request)).resendAfterSeconds)
      setCode('')
    })
    // The code that is over stays so until another one is on its way.
    if (!refused || !over) setFailure(refused)
  }
  const again = (
    <button
      type="button"
      className={over ? 'text-button text-button-strong' : 'text-button'}
      disabled={wait.left > 0}
      data-testid="login-resend"
      onClick={() => void send()}
    >
      {wait.left > 0 ? words.resendIn(wait.left) : words.resend}
    </button>
  )
  return (
    <CodeForm
      name="login"
      intro={words.sentTo(sentTo)}
      phone={request.phone}
      code={code}
      onType={setCode}
      error={failure && say(failure)}
      again={again}
      submit={submit}
      over={over}
      onSubmit={async () => setFailure(await onCode(code))}
    />
  )
}

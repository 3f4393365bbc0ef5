import { useState } from 'react'

import type { ApiFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { PasswordProof, SmsRequest } from '#wire/wallet.ts'

import { useMember } from '../session/me.ts'
import { sendSms } from '../session/sms.ts'
import { SmsCode } from '../session/SmsCode.tsx'
import { Form } from '../shell/Form.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'

interface ResetBySmsProps {
  /** Checks the code; answers why it does not do. */
  onProof: (proof: PasswordProof) => Promise<ApiFailure | undefined>
}

const request: SmsRequest = { purpose: 'reset' }

/** Proves with a code, sent to the phone that is logged in and to no other, who sets the password. */
export function ResetBySms({ onProof }: ResetBySmsProps) {
  const words = useWords()
  const say = useFailureWords('payer')
  const { phone } = useMember()
  const [waitSeconds, setWaitSeconds] = useState<number>()
  const [error, setError] = useState<string>()
  const send = async () => {
    const act = async () => setWaitSeconds((await sendSms(request)).resendAfterSeconds)
    setError(await refusal(act, say))
  }
  if (waitSeconds !== undefined) {
    return (
      <SmsCode
        request={request}
        sentTo={phone}
        waitSeconds={waitSeconds}
        submit={words.password.continue}
        onCode={(smsCode) => onProof({ smsCode })}
      />
    )
  }
  return (
    <Form
      name="reset"
      intro={words.password.smsIntro(phone)}
      error={error}
      submit={words.login.send}
      submitId="reset-send"
      onSubmit={send}
    />
  )
}

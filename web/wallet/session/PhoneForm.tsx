import { useState } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'

import { Form } from '../shell/Form.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { PhoneField } from './PhoneField.tsx'
import { isPhone, sendSms } from './sms.ts'

interface PhoneFormProps {
  intro: string
  onSent: (phone: string, waitSeconds: number) => void
}

/** Asks for a phone number and sends the code to log in to it. */
export function PhoneForm({ intro, onSent }: PhoneFormProps) {
  const words = useWords().login
  const say = useFailureWords('payer')
  const [phone, setPhone] = useState('')
  const [error, setError] = useState<string>()
  const send = async () => {
    if (!isPhone(phone)) return setError(words.phoneInvalid)
    const act = async () =>
      onSent(phone, (await sendSms({ phone, purpose: 'login' })).resendAfterSeconds)
    setError(await refusal(act, say))
  }
  return (
    <Form
      name="login"
      intro={intro}
      error={error}
      submit={words.send}
      submitId="login-send"
      onSubmit={send}
    >
      <PhoneField
        label={words.phone}
        prefix="+86"
        data-testid="login-phone"
        autoFocus
        value={phone}
        onType={setPhone}
      />
    </Form>
  )
}

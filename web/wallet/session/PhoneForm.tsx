import { Button } from 'antd-mobile'
import { useState, type FormEvent } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'

import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { isPhone, sendSms } from './sms.ts'

interface PhoneFormProps {
  intro: string
  onSent: (phone: string, waitSeconds: number) => void
}

/** Asks for a phone number and sends the code to log in to it. */
export function PhoneForm({ intro, onSent }: PhoneFormProps) {
  const words = useWords()
  const say = useFailureWords('payer')
  const [phone, setPhone] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!isPhone(phone)) return setError(words.login.phoneInvalid)
    setBusy(true)
    const act = async () =>
      onSent(phone, (await sendSms({ phone, purpose: 'login' })).resendAfterSeconds)
    setError(await refusal(act, say))
    setBusy(false)
  }
  return (
    <form className="form" onSubmit={(event) => void send(event)}>
      <p className="form-intro">{intro}</p>
      <label className="field">
        <span className="field-label">{words.login.phone}</span>
        <span className="field-row">
          <span className="field-prefix">+86</span>
          <input
            className="field-input"
            data-testid="login-phone"
            type="tel"
            autoFocus
            autoComplete="tel-national"
            inputMode="numeric"
            maxLength={11}
            value={phone}
            onChange={({ target }) => setPhone(target.value.replace(/\D/g, ''))}
          />
        </span>
      </label>
      <p className="form-error" role="alert">
        {error}
      </p>
      <Button
        block
        type="submit"
        color="primary"
        size="large"
        shape="rounded"
        loading={busy}
        data-testid="login-send"
      >
        {words.login.send}
      </Button>
    </form>
  )
}

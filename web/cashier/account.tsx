import { useEffect, useRef, useState, type FormEvent } from 'react'

import { asFailure, type ApiFailure } from '#web/client/failure.ts'
import { yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { CashierOrder } from '#wire/cashier.ts'

import { serverNow, usePay, useSecondsLeft } from './order.ts'
import { useRefusal } from './refusal.ts'
import { useWords } from './words.ts'

const phonePattern = /^1\d{10}$/
const passwordPattern = /^\d{6}$/
const lockSecondsDefault = 300
const digits = (text: string, length: number) => text.replace(/\D/g, '').slice(0, length)

/** By account, without a wallet: the phone number and the payment password. */
export function Account({ order }: { order: CashierOrder }) {
  const say = useWords()
  const pay = usePay(order.token)
  const sayRefusal = useRefusal()
  const [phone, setPhone] = useState('')
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState<ApiFailure>()
  const [wrong, setWrong] = useState<'phone' | 'password'>()
  const [lockedUntil, setLockedUntil] = useState(0)
  const [busy, setBusy] = useState(false)
  const passwordField = useRef<HTMLInputElement>(null)
  const phoneField = useRef<HTMLInputElement>(null)
  const left = useSecondsLeft(order.expiresAt)
  const waiting = useSecondsLeft(lockedUntil)

  useEffect(() => {
    if (failure) passwordField.current?.focus()
  }, [failure])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const missing = !phonePattern.test(phone)
      ? 'phone'
      : passwordPattern.test(password)
        ? undefined
        : 'password'
    setWrong(missing)
    setFailure(undefined)
    if (missing) return (missing === 'phone' ? phoneField : passwordField).current?.focus()
    setBusy(true)
    try {
      await pay({ phone, paymentPassword: password })
    } catch (thrown) {
      const refused = asFailure(thrown)
      const lockSeconds = Number(refused.detail['waitSeconds'] ?? lockSecondsDefault)
      if (refused.code === 'LOGIN_LOCKED') setLockedUntil(serverNow() + lockSeconds * 1000)
      setFailure(refused)
      setPassword('')
      setBusy(false)
    }
  }

  const locked = failure?.code === 'LOGIN_LOCKED' && waiting > 0
  const error = wrong ? say.account.missing[wrong] : failure && sayRefusal(failure, waiting)
  return (
    <form className="desk-account" noValidate onSubmit={(event) => void submit(event)}>
      <label>
        <span>{say.account.phone}</span>
        <span className="desk-field" data-wrong={wrong === 'phone'}>
          <span aria-hidden>+86</span>
          <input
            ref={phoneField}
            type="tel"
            inputMode="numeric"
            autoComplete="tel-national"
            aria-invalid={wrong === 'phone'}
            aria-describedby="account-error"
            data-testid="account-phone"
            value={phone}
            onChange={(event) => setPhone(digits(event.target.value, 11))}
          />
        </span>
      </label>
      <label>
        <span>{say.account.password}</span>
        <span className="desk-field" data-wrong={wrong === 'password' || failure !== undefined}>
          <input
            ref={passwordField}
            className="desk-password"
            type="password"
            inputMode="numeric"
            autoComplete="off"
            aria-invalid={wrong === 'password'}
            aria-describedby="account-error"
            data-testid="account-password"
            value={password}
            onChange={(event) => setPassword(digits(event.target.value, 6))}
          />
        </span>
      </label>
      <p className="desk-error" id="account-error" role="alert" data-testid="account-error">
        {error}
      </p>
      <button
        type="submit"
        className="desk-button"
        data-testid="account-pay"
        disabled={busy || locked || left === 0}
      >
        {busy ? say.account.paying : <Sentence>{say.account.pay(yuan(order.amount))}</Sentence>}
      </button>
      <p className="desk-soft">{say.account.hint}</p>
    </form>
  )
}

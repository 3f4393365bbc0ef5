import { useState } from 'react'
import { useNavigate } from 'react-router'

import { api } from '#web/client/api.ts'
import { LanguageSwitch } from '#web/ui/LanguageSwitch.tsx'
import { Logo } from '#web/ui/Logo.tsx'
import type { LoginRequest, Me } from '#wire/wallet.ts'

import { useHeld } from '../code/held.ts'
import { Banners } from '../shell/Banners.tsx'
import { failing } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { useTakeMe } from './me.ts'
import { PhoneForm } from './PhoneForm.tsx'
import { SmsCode } from './SmsCode.tsx'

interface Sent {
  phone: string
  waitSeconds: number
}

/** Log in and sign up are one: whoever holds the phone has an account. */
export function Login() {
  const words = useWords()
  const takeMe = useTakeMe()
  const go = useNavigate()
  const held = useHeld()
  const [sent, setSent] = useState<Sent>()
  const login = (phone: string, smsCode: string) => {
    const request: LoginRequest = { phone, smsCode }
    return failing(async () => takeMe(await api.post<Me>('/api/wallet/login', request)))
  }
  return (
    <main className="page page-plain login">
      <Banners />
      <div className="login-top">
        <LanguageSwitch />
      </div>
      <div className="login-brand">
        <Logo size={56} title={words.name} />
        <h1>{sent ? words.login.codeTitle : words.login.title}</h1>
      </div>
      {sent ? (
        <>
          <SmsCode
            request={{ phone: sent.phone, purpose: 'login' }}
            sentTo={sent.phone}
            waitSeconds={sent.waitSeconds}
            submit={words.login.submit}
            onCode={(code) => login(sent.phone, code)}
          />
          <button type="button" className="text-button" onClick={() => setSent(undefined)}>
            {words.login.changePhone}
          </button>
        </>
      ) : (
        <PhoneForm
          intro={words.login.intro}
          onSent={(phone, waitSeconds) => setSent({ phone, waitSeconds })}
        />
      )}
      {held && (
        <button type="button" className="text-button" onClick={() => void go('/pay')}>
          {words.login.showCode}
        </button>
      )}
    </main>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { Dialog } from 'antd-mobile'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { Me, PaymentPasswordRequest } from '#wire/wallet.ts'

import { dropHeld } from '../code/held.ts'
import { useTakeMe } from '../session/me.ts'
import { noteOwnDoing } from '../session/safety.ts'
import { NewPin } from '../session/NewPin.tsx'
import { PhoneForm } from '../session/PhoneForm.tsx'
import { SmsCode } from '../session/SmsCode.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'

/** What proves that the payer may set a new password: the present one, or an SMS code. */
type Proof = { current: string } | { smsCode: string }
type Step =
  | { at: 'current' }
  | { at: 'phone' }
  | { at: 'sms'; phone: string; waitSeconds: number }
  | { at: 'next'; proof: Proof }

/** Changes the payment password, or resets it by SMS. Codes have to be turned on again after it. */
export function PasswordPage() {
  const words = useWords()
  const say = useFailureWords('payer')
  const go = useNavigate()
  const cache = useQueryClient()
  const takeMe = useTakeMe()
  const [step, setStep] = useState<Step>({ at: 'current' })
  const keep = async (proof: Proof) => {
    setStep({ at: 'next', proof })
    return undefined
  }
  const save = (proof: Proof) => (next: string) =>
    refusal(async () => {
      const request: PaymentPasswordRequest = { next, ...proof }
      noteOwnDoing('device_revoked')
      takeMe(await api.put<Me>('/api/wallet/payment-password', request))
      await dropHeld(cache, 'chosen')
      void go('/settings')
      void Dialog.alert({
        title: words.password.saved,
        'aria-label': words.password.saved,
        content: words.password.savedHint,
        confirmText: words.done,
      })
    }, say).then((why) => {
      // The proof is refused only now: ask for it again, and say why.
      if (why) void Dialog.alert({ content: why, 'aria-label': why, confirmText: words.retry })
      if (why) setStep('current' in proof ? { at: 'current' } : { at: 'phone' })
      return why
    })

  if (step.at === 'next') {
    return (
      <main className="page page-plain pin-page">
        <NewPin
          title={words.password.next}
          intro={words.newPassword.intro}
          again={words.password.again}
          onChosen={save(step.proof)}
        />
      </main>
    )
  }
  if (step.at === 'current') {
    return (
      <Page title={words.password.title} back="/settings">
        <PinPad title={words.password.current} onFill={(current) => keep({ current })}>
          <button type="button" className="text-button" onClick={() => setStep({ at: 'phone' })}>
            {words.password.forgot}
          </button>
        </PinPad>
      </Page>
    )
  }
  return (
    <Page title={words.password.reset} back="/settings">
      {step.at === 'phone' ? (
        <PhoneForm
          purpose="reset"
          intro={words.password.smsIntro}
          onSent={(phone, waitSeconds) => setStep({ at: 'sms', phone, waitSeconds })}
        />
      ) : (
        <SmsCode
          phone={step.phone}
          purpose="reset"
          waitSeconds={step.waitSeconds}
          submit={words.password.continue}
          onCode={(smsCode) => keep({ smsCode })}
        />
      )}
    </Page>
  )
}

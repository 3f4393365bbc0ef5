import { useQueryClient } from '@tanstack/react-query'
import { Dialog } from 'antd-mobile'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { Me, PasswordProof, PaymentPasswordRequest } from '#wire/wallet.ts'

import { dropHeld } from '../code/held.ts'
import { useTakeMe } from '../session/me.ts'
import { NewPin } from '../session/NewPin.tsx'
import { noteOwnDoing } from '../session/safety.ts'
import { isReset } from '../shell/Forgot.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { failing } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { ResetBySms } from './ResetBySms.tsx'

type Step = { at: 'current' } | { at: 'sms' } | { at: 'next'; proof: PasswordProof }

const path = '/api/wallet/payment-password'

/** What says that the proof no longer does: a code outlived, a password locked from elsewhere. */
const proofless = new Set<string>([
  'WRONG_SMS_CODE',
  'WRONG_PAYMENT_PASSWORD',
  'PAYMENT_PASSWORD_LOCKED',
])

/** Changes the payment password, or resets it by SMS. Codes have to be turned on again after it. */
export function PasswordPage() {
  const words = useWords()
  const say = useFailureWords('payer', 'setting')
  const go = useNavigate()
  const cache = useQueryClient()
  const takeMe = useTakeMe()
  const reset = isReset(useLocation().state)
  const [step, setStep] = useState<Step>({ at: reset ? 'sms' : 'current' })
  const check = (proof: PasswordProof) =>
    failing(async () => {
      await api.post(`${path}/check`, proof)
      setStep({ at: 'next', proof })
    })
  const save = (proof: PasswordProof) => async (next: string) => {
    const failure = await failing(async () => {
      const request: PaymentPasswordRequest = { next, ...proof }
      noteOwnDoing('device_revoked')
      takeMe(await api.put<Me>(path, request))
      await dropHeld(cache, 'chosen')
      void go('/settings')
      void Dialog.alert({
        title: words.password.saved,
        'aria-label': words.password.saved,
        content: words.password.savedHint,
        confirmText: words.done,
      })
    })
    if (!failure) return undefined
    const why = say(failure)
    if (proofless.has(failure.code)) {
      void Dialog.alert({ content: why, 'aria-label': why, confirmText: words.retry })
      setStep({ at: 'current' in proof ? 'current' : 'sms' })
    }
    return why
  }

  if (step.at === 'next') {
    return (
      <main className="page page-plain pin-page">
        <NewPin
          title={words.password.next}
          intro={words.newPassword.intro}
          again={words.password.again}
          present={'current' in step.proof ? step.proof.current : undefined}
          onChosen={save(step.proof)}
        />
      </main>
    )
  }
  if (step.at === 'sms') {
    return (
      <Page title={words.password.reset} back="/settings">
        <ResetBySms onProof={check} />
      </Page>
    )
  }
  const current = async (pin: string) => {
    const failure = await check({ current: pin })
    return failure && say(failure)
  }
  return (
    <Page title={words.password.title} back="/settings">
      <PinPad title={words.password.current} onFill={current}>
        <button type="button" className="text-button" onClick={() => setStep({ at: 'sms' })}>
          {words.password.forgot}
        </button>
      </PinPad>
    </Page>
  )
}

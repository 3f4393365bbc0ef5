import { Radio, Toast } from 'antd-mobile'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { Me, PasswordFreeLimitRequest } from '#wire/wallet.ts'

import { useMember, useTakeMe } from '../session/me.ts'
import { Forgot } from '../shell/Forgot.tsx'
import { MainButton } from '../shell/MainButton.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'

/** What can be chosen, in yuan; those above the network's own maximum are not offered. */
const choices = ['0.00', '200.00', '500.00', '1000.00', '2000.00']
const fen = (amount: string) => BigInt(amount.replace('.', ''))

/** How much pays without the payment password; also lifts the pause after an alarm. */
export function LimitPage() {
  const words = useWords()
  const say = useFailureWords('payer', 'setting')
  const go = useNavigate()
  const me = useMember()
  const takeMe = useTakeMe()
  const [limit, setLimit] = useState(me.passwordFreeLimit)
  const [entering, setEntering] = useState(false)
  const offered = [...new Set([...choices, me.passwordFreeLimit])]
    .filter((choice) => fen(choice) <= fen(me.passwordFreeLimitMax))
    .sort((a, b) => (fen(a) < fen(b) ? -1 : 1))
  const said = (choice: string) =>
    choice === '0.00' ? words.limit.off : words.limit.upTo(yuan(choice))
  const save = (paymentPassword: string) =>
    refusal(async () => {
      const request: PasswordFreeLimitRequest = { limit, paymentPassword }
      takeMe(await api.put<Me>('/api/wallet/password-free-limit', request))
      Toast.show({ content: words.limit.saved })
      void go('/settings')
    }, say)
  if (entering) {
    return (
      <main className="page page-plain pin-page">
        <PinPad
          title={<Sentence>{said(limit)}</Sentence>}
          intro={words.limit.confirm}
          onFill={save}
        >
          <button type="button" className="text-button" onClick={() => setEntering(false)}>
            {words.cancel}
          </button>
          <Forgot />
        </PinPad>
      </main>
    )
  }
  const foot = (
    <MainButton
      disabled={limit === me.passwordFreeLimit && !me.passwordFreeSuspended}
      onClick={() => setEntering(true)}
    >
      {words.limit.next}
    </MainButton>
  )
  return (
    <Page title={words.limit.title} back="/settings" foot={foot}>
      {me.passwordFreeSuspended && (
        <div className="banner banner-brass">
          <span>{words.limit.suspended}</span>
        </div>
      )}
      <p className="page-intro">{words.limit.intro}</p>
      <section className="card radio-card">
        <Radio.Group value={limit} onChange={(next) => setLimit(String(next))}>
          {offered.map((choice) => (
            <Radio key={choice} value={choice} block className="radio-row">
              <Sentence>{said(choice)}</Sentence>
            </Radio>
          ))}
        </Radio.Group>
      </section>
    </Page>
  )
}

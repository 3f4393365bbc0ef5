import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { Me, PaymentPasswordRequest } from '#wire/wallet.ts'

import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { useTakeMe } from './me.ts'
import { NewPin } from './NewPin.tsx'

/** The second and last step of signing up. */
export function SetPassword() {
  const words = useWords()
  const say = useFailureWords('payer')
  const takeMe = useTakeMe()
  const save = (next: string) => {
    const request: PaymentPasswordRequest = { next }
    return refusal(
      async () => takeMe(await api.put<Me>('/api/wallet/payment-password', request)),
      say,
    )
  }
  return (
    <main className="page page-plain pin-page" data-testid="set-password">
      <NewPin
        title={words.newPassword.title}
        intro={words.newPassword.intro}
        again={words.newPassword.again}
        onChosen={save}
      />
    </main>
  )
}

import { useNavigate } from 'react-router'

import { useWords } from '../words.ts'

const reset = { reset: true }

/** Whether a page was opened by this button: to reset the password by SMS at once. */
export const isReset = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'reset' in state

/** Leads from where the payment password is asked for to where a forgotten or locked one is reset. */
export function Forgot({ onLeave }: { onLeave?: () => void }) {
  const words = useWords()
  const go = useNavigate()
  const leave = () => {
    onLeave?.()
    void go('/settings/password', { state: reset })
  }
  return (
    <button type="button" className="text-button" data-testid="pin-forgot" onClick={leave}>
      {words.password.forgot}
    </button>
  )
}

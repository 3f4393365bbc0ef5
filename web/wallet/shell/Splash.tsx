import { Logo } from '#web/ui/Logo.tsx'

import { useWords } from '../words.ts'

/** Before the first answer. */
export function Splash() {
  const words = useWords()
  return (
    <div className="splash" role="status" aria-label={words.loading}>
      <Logo size={64} />
    </div>
  )
}

import { RightOutline } from 'antd-mobile-icons'

import { isolate, yuan } from '#web/ui/format.ts'

import { takeUp, usePending } from '../pending/pending.ts'
import { useWords } from '../words.ts'

/** A payment that was put aside and still waits. */
export function PendingBanner() {
  const words = useWords()
  const now = usePending(true)
  if (!now) return null
  const { pending } = now
  return (
    <button
      type="button"
      className="banner banner-brass banner-row"
      data-testid="pending-banner"
      onClick={() => takeUp(pending.tradeNo)}
    >
      <span className="banner-text">
        <strong>{words.home.pendingTitle(yuan(pending.amount))}</strong>
        <span>{words.home.pendingHint(isolate(pending.merchantName))}</span>
      </span>
      <RightOutline aria-hidden />
    </button>
  )
}

import { RightOutline } from 'antd-mobile-icons'

import { isolate, yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'

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
        <strong>
          <Sentence>{words.home.pendingTitle(yuan(pending.amount))}</Sentence>
        </strong>
        <span>{words.home.pendingHint(isolate(pending.merchantName))}</span>
      </span>
      <RightOutline aria-hidden />
    </button>
  )
}

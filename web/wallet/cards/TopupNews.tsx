import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'

import { sayBankReason } from '#web/ui/bank-reasons.ts'
import { yuan } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'
import { Sentence } from '#web/ui/Sentence.tsx'

import { isOpen, useTopups } from './cards.ts'
import { useSeen } from './seen.ts'
import { useCardWords } from './words.ts'

/** Top-ups whose banks have not said yet, so that nobody asks twice for want of knowing; and refusals that nobody has read. */
export function TopupNews() {
  const words = useCardWords().topup
  const language = useLanguage()
  const cache = useQueryClient()
  const seen = useSeen()
  const { data } = useTopups()
  const open = data?.topups.filter(isOpen).length
  const before = useRef(0)
  useEffect(() => {
    if (open === undefined) return
    const ended = open < before.current
    before.current = open
    if (!ended) return
    for (const key of ['me', 'bills']) void cache.invalidateQueries({ queryKey: [key] })
  }, [open, cache])
  const news = data?.topups.filter(
    (one) => isOpen(one) || (one.state === 'refused' && !seen.includes(one.requestNo)),
  )
  return news?.map(({ requestNo, state, amount, reason }) => (
    <Link
      key={requestNo}
      className="banner banner-brass"
      data-testid={state === 'refused' ? 'topup-news' : 'topup-open'}
      to={`/topup/${requestNo}`}
    >
      <strong>
        <Sentence>
          {state === 'refused' ? words.refusedOf(yuan(amount)) : words.open(yuan(amount))}
        </Sentence>
      </strong>
      <span>
        {state === 'refused'
          ? sayBankReason(reason, language)
          : words[state === 'asked' ? 'asked' : 'unknown']}
      </span>
    </Link>
  ))
}

import { useEffect } from 'react'
import { useParams } from 'react-router'

import { asFailure } from '#web/client/failure.ts'
import { sayBankReason } from '#web/ui/bank-reasons.ts'
import { yuan } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { Sentence } from '#web/ui/Sentence.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Topup } from '#wire/cards.ts'

import { ResultMark } from '../result/ResultMark.tsx'
import { Done } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { Splash } from '../shell/Splash.tsx'
import { useCardName, useTopup } from './cards.ts'
import { noteSeen } from './seen.ts'
import { useCardWords } from './words.ts'

/** How one top-up stands: on its way, not known yet, done, or refused. */
export function TopupStatePage() {
  const words = useCardWords().topup
  const { requestNo = '' } = useParams()
  const { data, error, refetch } = useTopup(requestNo)
  const refused = data?.state === 'refused'
  useEffect(() => {
    if (refused) noteSeen(requestNo)
  }, [refused, requestNo])
  if (!data && !error) return <Splash />
  return (
    <Page title={words.stateTitle} back="/" foot={<Done data-testid="topup-leave" />}>
      {data ? (
        <State topup={data} />
      ) : (
        <Failure error={asFailure(error)} retry={() => void refetch()} />
      )}
    </Page>
  )
}

const marks = { done: 'paid', refused: 'failed' } as const

function State({ topup }: { topup: Topup }) {
  const words = useCardWords().topup
  const language = useLanguage()
  const nameOf = useCardName()
  const { state, amount, balance, requestNo, at } = topup
  const hints = {
    asked: words.askedHint,
    unknown: words.unknownHint,
    done: words.doneHint(yuan(balance)),
    refused: `${sayBankReason(topup.reason, language)} ${words.refusedHint}`,
  }
  const ended = state === 'done' || state === 'refused'
  return (
    <section
      className={`card receipt order-end topup-end result-${ended ? marks[state] : 'closed'}`}
      data-testid={`topup-${state}`}
      aria-live="polite"
    >
      {ended ? <ResultMark kind={marks[state]} /> : <span className="topup-wait" aria-hidden />}
      <h2>{words[state]}</h2>
      <p>
        <Sentence>{hints[state]}</Sentence>
      </p>
      <p className="receipt-amount tb-amount">{yuan(amount)}</p>
      <dl className="facts">
        <div className="fact">
          <dt>{words.card}</dt>
          <dd>{nameOf(topup)}</dd>
        </div>
        <div className="fact">
          <dt>{words.at}</dt>
          <dd>
            <Time at={at} />
          </dd>
        </div>
        <div className="fact">
          <dt>{words.requestNo}</dt>
          <dd className="fact-value">
            <LongNumber text={requestNo} />
          </dd>
        </div>
      </dl>
    </section>
  )
}

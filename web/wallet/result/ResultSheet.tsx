import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'

import { useFailureWords } from '#web/ui/failure-words.ts'
import { isolate, yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { useStore } from '#web/ui/store.ts'
import { Time } from '#web/ui/Time.tsx'

import { useMember } from '../session/me.ts'
import { MainButton } from '../shell/MainButton.tsx'
import { useSheet } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { result, shopPage, type Result } from './result.ts'
import { ResultMark } from './ResultMark.tsx'

const shop = ({ merchantName, storeName }: Result) =>
  [merchantName, ...(storeName && storeName !== merchantName ? [storeName] : [])]
    .map(isolate)
    .join(' · ')

/** How a payment ended, large enough to be shown to the cashier. */
export function ResultSheet() {
  const now = useStore(result)
  return now && <Sheet key={`${now.tradeNo} ${now.at}`} now={now} />
}

function Sheet({ now }: { now: Result }) {
  const words = useWords()
  const say = useFailureWords('payer')
  const ref = useRef<HTMLDivElement>(null)
  useSheet()
  useEffect(() => ref.current?.querySelector('button')?.focus(), [])
  const paid = now.kind === 'paid'
  const page = useStore(shopPage)
  const back = paid && page?.tradeNo === now.tradeNo ? page.url : undefined
  const go = useNavigate()
  const cards = useMember().cards
  const poor = cards && now.reason === 'BALANCE_NOT_ENOUGH'
  const why = now.reason ? say({ code: now.reason }) : words.result.noMoney
  return (
    <div
      ref={ref}
      className={`sheet result result-${now.kind}`}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="result-title"
      data-testid={`result-${now.kind}`}
    >
      <div className="result-main">
        <ResultMark kind={now.kind} />
        <h1 id="result-title">{(now.deposit ? words.result.deposit : words.result)[now.kind]}</h1>
        <p className="result-amount tb-amount" data-testid="result-amount">
          {yuan(now.amount)}
        </p>
        <p className="result-shop" data-testid="result-shop">
          {shop(now)}
        </p>
        {!paid && <p className="result-why">{why}</p>}
      </div>
      <dl className="facts result-facts">
        {paid && now.balance !== null && (
          <div className="fact">
            <dt>{words.result.balance}</dt>
            <dd className="tb-amount">{yuan(now.balance)}</dd>
          </div>
        )}
        <div className="fact">
          <dt>{words.result.at}</dt>
          <dd>
            <Time at={now.at} />
          </dd>
        </div>
        {now.tradeNo && (
          <div className="fact">
            <dt>{words.result.order}</dt>
            <dd className="fact-value">
              <LongNumber text={now.tradeNo} />
            </dd>
          </div>
        )}
      </dl>
      <footer className="page-foot result-foot">
        {back && (
          <MainButton data-testid="result-shop-page" onClick={() => location.replace(back)}>
            {words.result.shop}
          </MainButton>
        )}
        {poor && (
          <MainButton
            data-testid="result-topup"
            onClick={() => {
              result.set(null)
              void go('/topup')
            }}
          >
            {words.result.topup}
          </MainButton>
        )}
        <MainButton
          fill={back || poor ? 'none' : 'solid'}
          data-testid="result-done"
          onClick={() => result.set(null)}
        >
          {words.done}
        </MainButton>
      </footer>
    </div>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { Dialog } from 'antd-mobile'
import { CloseOutline } from 'antd-mobile-icons'
import { useEffect, useRef, useState } from 'react'

import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { timeLeft, yuan } from '#web/ui/format.ts'
import type { ConfirmRequest, PaymentResult, Pending } from '#wire/wallet.ts'

import { useSecondsLeft } from '../code/Countdown.tsx'
import { showAnswer } from '../result/result.ts'
import { Forgot } from '../shell/Forgot.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { useSheet } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { dropPending, setAside, usePending } from './pending.ts'

/** Opens over every page as soon as a payment waits for the password. */
export function PendingSheet() {
  const now = usePending(true)
  if (!now || now.aside) return null
  return <Sheet key={now.pending.tradeNo} pending={now.pending} />
}

/** A payment that ended otherwise meanwhile is no longer asked for. */
const ended = new Set<string>([
  'TRADE_HAS_CLOSE',
  'TRADE_HAS_SUCCESS',
  'TRADE_NOT_EXIST',
  'NOT_FOUND',
])

/**
 * Asks a question over the sheet, which takes no keys meanwhile. The question goes with the sheet:
 * of a payment that is settled nothing is asked.
 */
function useQuestion() {
  const [asking, setAsking] = useState(false)
  const open = useRef(false)
  useEffect(
    () => () => {
      if (open.current) Dialog.clear()
    },
    [],
  )
  const ask = async (question: Parameters<typeof Dialog.confirm>[0]): Promise<boolean> => {
    open.current = true
    setAsking(true)
    const sure = await Dialog.confirm(question)
    open.current = false
    setAsking(false)
    return sure
  }
  return { asking, ask }
}

function Sheet({ pending }: { pending: Pending }) {
  const words = useWords()
  const own = pending.deposit ? words.pending.deposit : words.pending
  const say = useFailureWords('payer')
  const cache = useQueryClient()
  const seconds = useSecondsLeft(pending.expiresAt)
  const { asking, ask } = useQuestion()
  useSheet()
  const path = `/api/wallet/pending/${pending.tradeNo}`
  useEffect(() => {
    // The event that it closed follows; until then nobody should be asked for a password in vain.
    if (seconds === 0) dropPending(cache, pending.tradeNo)
  }, [seconds, cache, pending.tradeNo])

  const answer = async (act: () => Promise<PaymentResult>) => {
    try {
      showAnswer(await act())
      dropPending(cache, pending.tradeNo)
      void cache.invalidateQueries({ queryKey: ['bills'] })
      void cache.invalidateQueries({ queryKey: ['me'] })
    } catch (thrown) {
      if (thrown instanceof ApiFailure && ended.has(thrown.code)) {
        void cache.invalidateQueries({ queryKey: ['pending'] })
      }
      throw thrown
    }
  }
  const confirm = (paymentPassword: string) => {
    const request: ConfirmRequest = { paymentPassword }
    return refusal(() => answer(() => api.post<PaymentResult>(`${path}/confirm`, request)), say)
  }
  const refuse = async () => {
    const sure = await ask({
      title: own.refuseAsk,
      'aria-label': own.refuseAsk,
      content: own.refuseHint,
      confirmText: own.refuse,
      cancelText: words.back,
    })
    if (!sure) return
    const why = await refusal(
      () => answer(() => api.post<PaymentResult>(`${path}/refuse`, {})),
      say,
    )
    if (why) void Dialog.alert({ content: why, 'aria-label': why, confirmText: words.close })
  }

  return (
    <div
      className="sheet"
      inert={asking}
      role="dialog"
      aria-modal="true"
      aria-label={own.title}
      data-testid="pending-sheet"
    >
      <div className="page-head">
        <div className="page-side">
          <button
            type="button"
            className="icon-button"
            aria-label={words.pending.later}
            onClick={() => setAside(pending.tradeNo)}
          >
            <CloseOutline fontSize={22} />
          </button>
        </div>
        <h1 className="page-title">{own.title}</h1>
        <div className="page-side" />
      </div>
      <PinPad
        title={
          <>
            <span className="sheet-shop">
              {own.to} <bdi>{pending.merchantName}</bdi>
              {pending.storeName && pending.storeName !== pending.merchantName && (
                <>
                  {' · '}
                  <bdi>{pending.storeName}</bdi>
                </>
              )}
            </span>
            <span className="sheet-amount tb-amount" data-testid="pending-amount">
              {yuan(pending.amount)}
            </span>
          </>
        }
        intro={
          <>
            <bdi className="sheet-subject">{pending.subject}</bdi>
            <span className="tag">{words.pending.reason[pending.reason]}</span>
            <span className="sheet-enter">
              {words.pending.enter} · {words.pending.left(timeLeft(seconds))}
            </span>
          </>
        }
        onFill={confirm}
      >
        <button
          type="button"
          className="text-button"
          data-testid="pending-refuse"
          onClick={() => void refuse()}
        >
          {own.refuse}
        </button>
        <Forgot onLeave={() => setAside(pending.tradeNo)} />
      </PinPad>
    </div>
  )
}

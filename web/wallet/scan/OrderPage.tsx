import { useEffect, useState } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { useStore } from '#web/ui/store.ts'
import type { WalletOrder } from '#wire/cashier.ts'

import { result } from '../result/result.ts'
import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { Splash } from '../shell/Splash.tsx'
import { useWords } from '../words.ts'
import { OrderEnd } from './OrderEnd.tsx'
import { OrderPaper, OrderToPay } from './OrderToPay.tsx'
import { useOrder, usePayOrder } from './orders.ts'

/** One order: who is paid and how much, before anything; then the password. */
export function OrderPage() {
  const words = useWords().order
  const { token = '' } = useParams()
  const { data: order, error, refetch } = useOrder(token)
  if (order) return <Order key={token} order={order} />
  if (!error) return <Splash />
  return (
    <Page title={words.title} back="/">
      <section className="card" data-testid="order-none">
        <Failure error={asFailure(error)} retry={() => void refetch()} />
      </section>
    </Page>
  )
}

function Order({ order }: { order: WalletOrder }) {
  const words = useWords()
  const go = useNavigate()
  const say = useFailureWords('payer')
  const scanned = (useLocation().state as { scanned?: boolean } | null)?.scanned === true
  const pay = usePayOrder(order.token, !scanned || order.product === 'app')
  const [phase, setPhase] = useState<'looking' | 'entering' | 'paying' | 'paid'>('looking')
  const resultShown = useStore(result) !== null
  useEffect(() => {
    // The result lies over this page; once it was read there is nothing left to see here.
    if (phase === 'paid' && !resultShown) void go('/', { replace: true })
  }, [phase, resultShown, go])

  const enter = async (paymentPassword: string) => {
    setPhase('paying')
    const refused = await refusal(() => pay(paymentPassword), say)
    setPhase(refused === undefined ? 'paid' : 'entering')
    return refused
  }

  // While it is being paid the page stays as it is: the result comes over it.
  const settled = phase === 'paying' || phase === 'paid'
  if (order.state !== 'waiting' && !settled) return <OrderEnd order={order} />
  if (phase === 'looking') return <OrderToPay order={order} onPay={() => setPhase('entering')} />
  return (
    <Page title={words.order.title}>
      <PinPad title={<OrderPaper order={order} />} intro={words.pending.enter} onFill={enter}>
        <button type="button" className="text-button" onClick={() => setPhase('looking')}>
          {words.cancel}
        </button>
        <button type="button" className="text-button" onClick={() => void go('/settings/password')}>
          {words.pending.forgot}
        </button>
      </PinPad>
    </Page>
  )
}

import { useEffect, useState } from 'react'

import { asFailure } from '#web/client/failure.ts'
import { LanguageSwitch } from '#web/ui/LanguageSwitch.tsx'
import { Logo } from '#web/ui/Logo.tsx'
import { ThemeSwitch } from '#web/ui/ThemeSwitch.tsx'

import { Desk } from './desk.tsx'
import { Ended } from './ended.tsx'
import { NoOrder } from './no-order.tsx'
import { useOrder } from './order.ts'
import { Paid } from './paid.tsx'
import { useWords } from './words.ts'

const tokenInAddress = () => new URLSearchParams(location.search).get('t') ?? ''

/** The page where an order is paid; its address names the order. */
export function Cashier() {
  const say = useWords()
  const token = tokenInAddress()
  useEffect(() => {
    document.title = `${say.title} · ${say.name}`
  }, [say])
  return (
    <div className="desk-page">
      <Top />
      <main className="desk-main">
        {token === '' ? <NoOrder failure={{ code: 'TRADE_NOT_EXIST' }} /> : <Order token={token} />}
      </main>
      <footer className="desk-foot">{say.safety(location.host)}</footer>
    </div>
  )
}

function Order({ token }: { token: string }) {
  const say = useWords()
  const { data: order, error, isFetching, refetch } = useOrder(token)
  const [seenWaiting, setSeenWaiting] = useState(false)
  if (order?.state === 'waiting' && !seenWaiting) setSeenWaiting(true)
  if (!order) {
    if (error) {
      const retry = isFetching ? undefined : () => void refetch()
      return <NoOrder failure={asFailure(error)} retry={retry} />
    }
    return (
      <p className="desk-loading" role="status">
        <Logo size={56} />
        <span className="tb-hidden">{say.loading}</span>
      </p>
    )
  }
  switch (order.state) {
    case 'waiting':
      return <Desk order={order} disturbed={error !== null} />
    case 'paid':
      return <Paid order={order} seen={seenWaiting} />
    case 'closed':
    case 'expired':
      return <Ended order={order} />
  }
}

function Top() {
  const say = useWords()
  return (
    <header className="desk-top">
      <p className="desk-brand">
        <Logo size={30} />
        <strong>{say.name}</strong>
        <span>{say.title}</span>
      </p>
      <ThemeSwitch />
      <LanguageSwitch />
    </header>
  )
}

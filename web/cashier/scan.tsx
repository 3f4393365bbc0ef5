import { useState } from 'react'

import { timeLeft } from '#web/ui/format.ts'
import { QrCode } from '#web/ui/QrCode.tsx'
import type { CashierOrder } from '#wire/cashier.ts'

import { useSecondsLeft } from './order.ts'
import { Sign } from './sign.tsx'
import { useWords } from './words.ts'

/** CSS pixels that the code may take, quiet zone included. */
const codePxMax = 240
/** From here on the time that is left is said with more weight. */
const soonSeconds = 60

/** By scanning: the code for a wallet, or the wallet on this very phone. */
export function Scan({ order }: { order: CashierOrder }) {
  const say = useWords()
  const seconds = useSecondsLeft(order.expiresAt)
  // Whoever scanned may have put the phone away: the code can be shown again, to be scanned anew.
  const [shownAgain, setShownAgain] = useState<number | null>(null)
  const scanned = order.scannedAt !== null && order.scannedAt !== shownAgain
  return (
    <div className="desk-scan">
      <a
        className="desk-button desk-wallet"
        href={`/wallet/orders/${order.token}`}
        data-testid="cashier-wallet"
      >
        {say.scan.here}
      </a>
      <p className="desk-or">{say.scan.or}</p>
      <div className="desk-qr" data-covered={seconds === 0 || scanned}>
        <QrCode text={order.qr} label={say.scan.code} testId="cashier-qr" pxMax={codePxMax} />
        {seconds === 0 ? <span>{say.scan.over}</span> : scanned && <Scanned />}
      </div>
      <p className="desk-how" role="status">
        {scanned ? say.scan.confirm : say.scan.how}
      </p>
      {scanned && (
        <button
          type="button"
          className="desk-link"
          data-testid="cashier-again"
          onClick={() => setShownAgain(order.scannedAt)}
        >
          {say.scan.again}
        </button>
      )}
      <p className="desk-live">
        <span className="desk-pulse" aria-hidden />
        <span role="status">{say.scan.waiting}</span>
        <span
          className="desk-left tb-amount"
          data-soon={seconds <= soonSeconds}
          data-testid="cashier-left"
          role="timer"
        >
          {say.scan.left(timeLeft(seconds))}
        </span>
      </p>
    </div>
  )
}

function Scanned() {
  const say = useWords()
  return (
    <span data-testid="cashier-scanned">
      <Sign kind="paid" />
      {say.scan.scanned}
    </span>
  )
}

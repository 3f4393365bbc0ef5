import { correction, generate } from 'lean-qr'
import { toSvgPath } from 'lean-qr/extras/svg'
import { useMemo, useState } from 'react'

import { timeLeft } from '#web/ui/format.ts'
import type { CashierOrder } from '#wire/cashier.ts'

import { useSecondsLeft } from './order.ts'
import { Sign } from './sign.tsx'
import { useWords } from './words.ts'

/** The quiet zone that the standard asks for, in modules. */
const quietModules = 4
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
        <Code text={order.qr} label={say.scan.code} />
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

/** Black on white in any theme: scanners read nothing else. */
function Code({ text, label }: { text: string; label: string }) {
  const code = useMemo(() => generate(text, { minCorrectionLevel: correction.M }), [text])
  const size = code.size + 2 * quietModules
  // Whole device pixels: modules of uneven widths are what scanners fail on.
  const ratio = devicePixelRatio || 1
  const side = (size * Math.max(1, Math.floor((codePxMax * ratio) / size))) / ratio
  return (
    <svg
      width={side}
      height={side}
      viewBox={`${-quietModules} ${-quietModules} ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      data-testid="cashier-qr"
    >
      <rect x={-quietModules} y={-quietModules} width={size} height={size} fill="#fff" />
      <path d={toSvgPath(code)} fill="#000" />
    </svg>
  )
}

import { correction, generate } from 'lean-qr'
import { toSvgPath } from 'lean-qr/extras/svg'
import { useMemo } from 'react'

import { timeLeft } from '#web/ui/format.ts'
import type { CashierOrder } from '#wire/cashier.ts'

import { useSecondsLeft } from './order.ts'
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
      <div className="desk-qr" data-over={seconds === 0}>
        <Code text={order.qr} label={say.scan.code} />
        {seconds === 0 && <span>{say.scan.over}</span>}
      </div>
      <p className="desk-how">{say.scan.how}</p>
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

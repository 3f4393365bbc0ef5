import { Button } from 'antd-mobile'
import { EyeInvisibleOutline, EyeOutline, RedoOutline } from 'antd-mobile-icons'
import { useEffect, useState } from 'react'

import { useOnline } from '#web/client/online.ts'
import { yuan } from '#web/ui/format.ts'
import { useStore } from '#web/ui/store.ts'

import { interruptions } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { Countdown, useSecondsLeft } from './Countdown.tsx'
import { Enlarged } from './Enlarged.tsx'
import { offlineUntil } from './handles.ts'
import { OfflineUntil } from './OfflineUntil.tsx'
import { Barcode, Qr } from './Symbols.tsx'
import { useCode, type CodeView } from './use-code.ts'
import { cardWidth, useViewport } from './viewport.ts'
import { useWakeLock } from './wake-lock.ts'
import type { Held } from './vault.ts'

const inFours = (digits: string) => digits.replace(/(\d{4})(?=\d)/g, '$1 ')

/** The code as a bar code and as QR, with what one has to know about it. */
export function CodeCard({ held, balance }: { held: Held; balance: string | undefined }) {
  const words = useWords()
  const { view, refresh } = useCode(held)
  const online = useOnline()
  const [enlarged, setEnlarged] = useState<'bar' | 'qr'>()
  const interrupted = useStore(interruptions)
  useWakeLock()
  // Here and not in the enlarged view, which is away while one code makes way for the next.
  useEffect(() => setEnlarged(undefined), [interrupted])
  return (
    <>
      <section className="code-card" data-state={view.state}>
        {view.state === 'shown' ? (
          <Shown code={view.code} onEnlarge={setEnlarged} />
        ) : (
          <NotShown view={view} />
        )}
        <div className="code-tools">
          {view.state === 'shown' ? <Countdown endsAt={view.endsAt} /> : <span />}
          <span className="code-rule">{words.pay.everyMinute}</span>
          <Button
            shape="rounded"
            className="code-refresh"
            disabled={view.state !== 'shown'}
            data-testid="code-refresh"
            onClick={refresh}
          >
            <RedoOutline aria-hidden /> {words.pay.refresh}
          </Button>
        </div>
      </section>
      <dl className="code-facts">
        {balance !== undefined && (
          <div>
            <dt>{words.pay.from}</dt>
            <dd className="tb-amount">
              {words.pay.fromBalance} {yuan(balance)}
            </dd>
          </div>
        )}
        <OfflineUntil until={offlineUntil(held.handles)} />
      </dl>
      <p className="code-hint">{online ? words.pay.brightness : words.pay.offlineUse}</p>
      {view.state === 'shown' && enlarged && (
        <Enlarged code={view.code} shape={enlarged} onClose={() => setEnlarged(undefined)} />
      )}
    </>
  )
}

function Shown({ code, onEnlarge }: { code: string; onEnlarge: (shape: 'bar' | 'qr') => void }) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  const available = cardWidth(useViewport().width)
  return (
    <>
      <button
        type="button"
        className="code-symbol"
        aria-label={words.pay.barcode}
        onClick={() => onEnlarge('bar')}
      >
        <Barcode code={code} available={available} height={104} />
      </button>
      <button
        type="button"
        className="code-digits"
        data-testid="code-digits"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? <span className="tb-amount">{inFours(code)}</span> : words.pay.digits}
        {open ? <EyeInvisibleOutline aria-hidden /> : <EyeOutline aria-hidden />}
      </button>
      {open && (
        <p className="code-warning" role="note">
          {words.pay.digitsWarning}
        </p>
      )}
      <button
        type="button"
        className="code-symbol"
        aria-label={words.pay.qr}
        onClick={() => onEnlarge('qr')}
      >
        <Qr code={code} available={open ? 220 : 264} />
      </button>
    </>
  )
}

function NotShown({ view }: { view: Exclude<CodeView, { state: 'shown' }> }) {
  const words = useWords()
  if (view.state === 'covered') return <div className="code-blank" aria-label={words.pay.covered} />
  if (view.state === 'spent') return <Spent endsAt={view.endsAt} />
  return (
    <div className="code-blank" role="status">
      <strong>{words.pay.runOut}</strong>
      <p>{words.pay.runOutHint}</p>
    </div>
  )
}

function Spent({ endsAt }: { endsAt: number }) {
  const words = useWords()
  const seconds = useSecondsLeft(endsAt)
  return (
    <div className="code-blank" role="status" data-testid="code-spent">
      <strong>{words.pay.spent}</strong>
      <p>{words.pay.spentHint(seconds)}</p>
    </div>
  )
}

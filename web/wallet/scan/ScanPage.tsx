import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd-mobile'
import { useRef, useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'

import { asFailure } from '#web/client/failure.ts'
import { useOnline } from '#web/client/online.ts'
import { useTooLong } from '#web/ui/characters.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { charactersMax } from '#wire/limits.ts'

import { useMember } from '../session/me.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { scanOrder } from './orders.ts'
import { Picture } from './Picture.tsx'
import { isPaymentCode } from './text.ts'
import { Viewfinder } from './Viewfinder.tsx'

/** Looks for an order by camera, by a picture, or by a text; nothing is paid on this page. */
export function ScanPage() {
  const words = useWords().scan
  const online = useOnline()
  const { read, busy, trouble } = useRead()
  return (
    <Page title={words.title} back="/">
      {online ? (
        <Viewfinder onRead={(text) => void read(text)} busy={busy} />
      ) : (
        <div className="banner banner-quiet" role="status">
          <strong>{words.offline}</strong>
          <span>{words.offlineHint}</span>
        </div>
      )}
      <p className="scan-trouble" role="alert" data-testid="scan-trouble">
        {trouble}
      </p>
      <Paste onRead={read} busy={busy} />
      <Picture onRead={read} />
      <p className="foot-note">{words.hint}</p>
    </Page>
  )
}

/** Takes up what was read: an order leads to its page, everything else is told in words. */
function useRead() {
  const words = useWords().scan
  const say = useFailureWords('payer')
  const tooLong = useTooLong()
  const cache = useQueryClient()
  const go = useNavigate()
  const { codeFormat } = useMember()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const looking = useRef(false)

  const read = async (text: string | null) => {
    if (looking.current) return
    if (!text?.trim()) return setTrouble(words.nothing)
    const wrong = tooLong(text, charactersMax.scanned)
    if (wrong) return setTrouble(wrong)
    if (isPaymentCode(text, codeFormat)) return setTrouble(words.paymentCode)
    looking.current = true
    setBusy(true)
    setTrouble(undefined)
    try {
      const token = await scanOrder(cache, text)
      void go(`/orders/${token}`, { replace: true, state: { scanned: true } })
    } catch (thrown) {
      const failure = asFailure(thrown)
      setTrouble(failure.code === 'SCAN_UNKNOWN' ? words.unknown : say(failure))
    } finally {
      looking.current = false
      setBusy(false)
    }
  }
  return { read, busy, trouble }
}

type PasteProps = { onRead: (text: string) => Promise<void>; busy: boolean }

/** For desks without a camera in reach, and for apps that hand over a text. */
function Paste({ onRead, busy }: PasteProps) {
  const words = useWords().scan
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') void onRead(text)
  }
  return (
    <form className="card scan-paste" onSubmit={submit}>
      <label htmlFor="scan-text">{words.paste}</label>
      <textarea
        id="scan-text"
        rows={2}
        placeholder={words.pasteHint}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        data-testid="scan-text"
        value={text}
        enterKeyHint="go"
        onKeyDown={(event) => {
          // An order's text has one line. Enter that ends the choice of a Chinese word is not meant for us.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        block
        type="submit"
        color="primary"
        fill="outline"
        shape="rounded"
        loading={busy}
        disabled={text.trim() === ''}
        data-testid="scan-submit"
      >
        {words.open}
      </Button>
    </form>
  )
}

import { DotLoading, NumberKeyboard, PasscodeInput } from 'antd-mobile'
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'

import { useWords } from '../words.ts'

const length = 6

/**
 * Taps this soon after the keys appear were meant for what was there before: the second tap of two
 * on a button at the thumb.
 */
const deafMs = 400

interface KeysProps {
  onInput?: (digit: string) => void
  onDelete?: () => void
}

/**
 * antd-mobile's keyboard, in random order, always open. PasscodeInput hands it its callbacks; its
 * own idea of `visible` is not used.
 */
function Keys({ onInput, onDelete }: KeysProps) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The library's keys take no attributes; tests and screen readers find them by these.
    for (const key of ref.current?.querySelectorAll<HTMLElement>('[role=button]') ?? []) {
      const label = key.getAttribute('aria-label') ?? ''
      key.dataset['testid'] = /^\d$/.test(label) ? `pin-${label}` : 'pin-delete'
      key.tabIndex = 0
    }
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (ref.current?.closest('[inert]')) return
      const focused = document.activeElement
      if (/^\d$/.test(event.key)) onInput?.(event.key)
      else if (event.key === 'Backspace') onDelete?.()
      else if ((event.key === 'Enter' || event.key === ' ') && ref.current?.contains(focused)) {
        event.preventDefault()
        if (focused instanceof HTMLElement) focused.click()
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onInput, onDelete])
  const since = useRef(Infinity)
  useEffect(() => {
    since.current = performance.now()
  }, [])
  const swallow = (event: MouseEvent) => {
    if (performance.now() - since.current < deafMs) event.stopPropagation()
  }
  return (
    <div ref={ref} className="pin-keys" onClickCapture={swallow}>
      <NumberKeyboard
        visible
        randomOrder
        getContainer={null}
        showCloseButton={false}
        {...(onInput ? { onInput } : {})}
        {...(onDelete ? { onDelete } : {})}
      />
    </div>
  )
}

interface PinPadProps {
  title: ReactNode
  intro?: ReactNode
  /** Acts on the six digits; answers why they were refused, or undefined when all is well. */
  onFill: (pin: string) => Promise<string | undefined>
  children?: ReactNode
}

/** Asks for six digits: what for above, the dots in the middle, the keys at the thumb. */
export function PinPad({ title, intro, onFill, children }: PinPadProps) {
  const words = useWords()
  const [pin, setPin] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  // Known at once, where a state is known with the next drawing: digits typed meanwhile are dropped.
  const checking = useRef(false)
  const change = async (next: string) => {
    if (checking.current) return
    setPin(next)
    if (next.length < length) return
    checking.current = true
    setError(undefined)
    setBusy(true)
    const refused = await onFill(next)
    checking.current = false
    setBusy(false)
    setPin('')
    setError(refused)
  }
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The library’s dots are a button around an input for the phone’s own keyboard. Here they only
    // show: the keys are below.
    const dots = ref.current?.querySelector<HTMLElement>('.pin-dots')
    const input = dots?.querySelector('input')
    if (!dots || !input) return
    input.disabled = true
    dots.tabIndex = -1
    dots.setAttribute('role', 'img')
  }, [])
  return (
    <div ref={ref} className="pin-pad" aria-busy={busy}>
      <div className="pin-head">
        <h1 className="pin-title">{title}</h1>
        {intro && <div className="pin-intro">{intro}</div>}
      </div>
      <PasscodeInput
        className="pin-dots"
        seperated
        caret={false}
        value={pin}
        error={!!error && pin === ''}
        onChange={(next) => void change(next)}
        aria-label={words.digitsEntered(pin.length)}
        keyboard={<Keys />}
      />
      <p className="pin-error" role="alert">
        {error}
      </p>
      <div className="pin-more">{busy ? <DotLoading color="primary" /> : children}</div>
    </div>
  )
}

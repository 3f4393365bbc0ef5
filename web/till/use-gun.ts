import { useEffect, useEffectEvent } from 'react'

import { strokeOf } from './gun-keys.ts'
import { bareText, codeIn, makeGun, type GunEvent, type GunSettings } from './gun.ts'

/** Where a key went: into a text field, onto a button, into a dialog, or to the page itself. */
export type Place = 'page' | 'button' | 'field' | 'dialog'

const fields =
  'input:not([type=checkbox],[type=radio],[type=button]),textarea,[contenteditable=true]'

function placeOf(target: EventTarget | null): Place {
  const element = target instanceof Element ? target : null
  if (element?.matches(fields)) return 'field'
  const dialogs = [...document.querySelectorAll('[role=dialog]')]
  if (dialogs.some((dialog) => dialog.getClientRects().length > 0)) return 'dialog'
  return element?.closest('button,a,[role=radio],[role=menuitem],[tabindex="0"]')
    ? 'button'
    : 'page'
}

/** A text field as it was before a gun began to write into it. */
type Snapshot = { field: HTMLInputElement | HTMLTextAreaElement; value: string }

function snapshotOf(target: EventTarget | null): Snapshot | null {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return isField ? { field: target, value: target.value } : null
}

/** React keeps its own idea of a field's value; the element's own setter and an event tell it of the change. */
function restore({ field, value }: Snapshot): void {
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Typed keys that the page should act on, seeing where they went. */
function isForPage(key: string, place: Place): boolean {
  if (place === 'page') return true
  return place === 'button' && key !== 'Enter' && key !== 'Tab'
}

/** Whoever types an amount has left the button that was touched before: the Enter to come is not for it. */
function leaveButton(place: Place): void {
  const focus = document.activeElement
  if (place === 'button' && focus instanceof HTMLElement) focus.blur()
}

/** Follows every key of the page and tells a gun's from a person's; see gun.ts. */
export function useGun(settings: GunSettings, onEvent: (event: GunEvent, place: Place) => void) {
  const { codePrefix, codeDigits, gapMillis, stallMillis, idleMillis, keysMin } = settings
  const give = useEffectEvent(onEvent)

  useEffect(() => {
    const rules = { codePrefix, codeDigits, gapMillis, stallMillis, idleMillis, keysMin }
    const gun = makeGun(rules)
    let timer: ReturnType<typeof setTimeout> | undefined
    let place: Place = 'page'
    let snapshot: Snapshot | null = null

    function hand(events: GunEvent[]): void {
      for (const event of events) {
        if (event.kind === 'typed') {
          if (!isForPage(event.key, place)) continue
          if (/^[0-9.]$/.test(event.key)) leaveButton(place)
          give(event, place)
          continue
        }
        if (snapshot) restore(snapshot)
        leaveButton(place)
        give(place === 'page' || place === 'button' ? event : { ...event, retract: 0 }, place)
      }
    }

    // The second timer lets key events go first that came in while the page was busy.
    function arm(): void {
      clearTimeout(timer)
      const due = gun.dueAt()
      if (due === null) return
      const look = () => {
        hand(gun.tick(performance.now()))
        arm()
      }
      const wait = Math.max(0, due - performance.now()) + 1
      timer = setTimeout(() => (timer = setTimeout(look, 0)), wait)
    }

    function onKey(event: KeyboardEvent): void {
      hand(gun.tick(event.timeStamp))
      place = placeOf(event.target)
      if (gun.idle()) snapshot = snapshotOf(event.target)
      const { events, swallow } = gun.press(strokeOf(event))
      if (swallow) {
        event.preventDefault()
        event.stopPropagation()
      }
      hand(events)
      arm()
    }

    function onPaste(event: ClipboardEvent): void {
      if (placeOf(event.target) === 'field') return
      const text = bareText(event.clipboardData?.getData('text') ?? '')
      if (!/^[0-9]{6,}$/.test(text)) return
      event.preventDefault()
      give({ kind: 'scanned', text, code: codeIn(text, rules), retract: 0 }, 'page')
    }

    addEventListener('keydown', onKey, true)
    addEventListener('paste', onPaste)
    return () => {
      clearTimeout(timer)
      removeEventListener('keydown', onKey, true)
      removeEventListener('paste', onPaste)
    }
  }, [codePrefix, codeDigits, gapMillis, stallMillis, idleMillis, keysMin])
}

import { useState, type ReactNode } from 'react'

import { PinPad } from '../shell/PinPad.tsx'
import { useWords } from '../words.ts'
import { isWeak } from './weak.ts'

interface NewPinProps {
  title: string
  intro?: ReactNode
  again: string
  /** The present password, where it is known: it is no new one. */
  present?: string | undefined
  /** Saves the password; answers why it was refused. */
  onChosen: (pin: string) => Promise<string | undefined>
}

/**
 * A new payment password, asked for twice; one that is easy to guess is refused before the server
 * sees it.
 */
export function NewPin({ title, intro, again, present, onChosen }: NewPinProps) {
  const words = useWords()
  const [first, setFirst] = useState<string>()
  const [note, setNote] = useState<string>()
  const choose = async (pin: string) => {
    setNote(undefined)
    if (isWeak(pin)) return words.newPassword.weak
    if (pin === present) return words.newPassword.same
    setFirst(pin)
    return undefined
  }
  const startAgain = (why: string) => {
    setFirst(undefined)
    setNote(why)
  }
  const confirm = async (pin: string) => {
    const refused = pin === first ? await onChosen(pin) : words.newPassword.differ
    if (refused) startAgain(refused)
    return undefined
  }
  if (first === undefined) {
    const shown = note ? (
      <strong className="pin-note" role="alert">
        {note}
      </strong>
    ) : (
      intro
    )
    return <PinPad key="first" title={title} intro={shown} onFill={choose} />
  }
  return <PinPad key="again" title={again} intro={words.newPassword.againIntro} onFill={confirm} />
}

import { useState, type ReactNode } from 'react'

import { PinPad } from '../shell/PinPad.tsx'
import { useWords } from '../words.ts'
import { isWeak } from './weak.ts'

interface NewPinProps {
  title: string
  intro?: ReactNode
  again: string
  /** Saves the password; answers why it was refused. */
  onChosen: (pin: string) => Promise<string | undefined>
}

/**
 * A new payment password, asked for twice; one that is easy to guess is refused before the server
 * sees it.
 */
export function NewPin({ title, intro, again, onChosen }: NewPinProps) {
  const words = useWords()
  const [first, setFirst] = useState<string>()
  const [differ, setDiffer] = useState(false)
  const choose = async (pin: string) => {
    if (isWeak(pin)) return words.newPassword.weak
    setDiffer(false)
    setFirst(pin)
    return undefined
  }
  const confirm = async (pin: string) => {
    if (pin === first) {
      const refused = await onChosen(pin)
      if (refused) setFirst(undefined)
      return refused
    }
    setFirst(undefined)
    setDiffer(true)
    return undefined
  }
  if (first === undefined) {
    const note = differ ? <strong className="pin-note">{words.newPassword.differ}</strong> : intro
    return <PinPad key="first" title={title} intro={note} onFill={choose} />
  }
  return <PinPad key="again" title={again} intro={words.newPassword.againIntro} onFill={confirm} />
}

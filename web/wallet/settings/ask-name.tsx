import { Dialog, Input } from 'antd-mobile'
import { useState } from 'react'

import { useTooLong } from '#web/ui/characters.ts'

interface Asked {
  title: string
  old: string
  /** Characters at most. */
  max: number
  words: { save: string; cancel: string }
}

/** Asks for a name; answers the new one, or undefined when it was called off, is empty or the old one. */
export function askName({ title, old, max, words }: Asked): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  let name: string | undefined = old
  const save = () => {
    if (name === undefined) return
    resolve(name && name !== old ? name : undefined)
    dialog.close()
  }
  const dialog = Dialog.show({
    title,
    'aria-label': title,
    content: <NameField label={title} old={old} max={max} onType={(next) => (name = next)} />,
    actions: [
      [
        { key: 'cancel', text: words.cancel, onClick: () => dialog.close() },
        { key: 'save', text: words.save, bold: true, onClick: save },
      ],
    ],
    afterClose: () => resolve(undefined),
  })
  return promise
}

interface NameFieldProps {
  label: string
  old: string
  max: number
  /** Hears what was typed, without the spaces around it; undefined while that is too long. */
  onType: (name: string | undefined) => void
}

function NameField({ label, old, max, onType }: NameFieldProps) {
  const tooLong = useTooLong()
  const [name, setName] = useState(old)
  const wrong = tooLong(name.trim(), max)
  return (
    <>
      <Input
        value={name}
        aria-label={label}
        aria-invalid={wrong !== undefined}
        className="dialog-input"
        onChange={(next) => {
          setName(next)
          onType(tooLong(next.trim(), max) ? undefined : next.trim())
        }}
      />
      <p className="form-error" role="alert">
        {wrong}
      </p>
    </>
  )
}

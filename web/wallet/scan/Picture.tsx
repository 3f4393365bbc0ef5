import { PictureOutline } from 'antd-mobile-icons'
import type { ChangeEvent } from 'react'

import { loadReader, readCode } from '#web/ui/camera/read.ts'

import { useWords } from '../words.ts'

/** Reads a code out of a picture that is on this phone; `onRead` gets null where there is none. */
export function Picture({ onRead }: { onRead: (text: string | null) => Promise<void> }) {
  const words = useWords().scan
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    // The same picture may be chosen again.
    target.value = ''
    if (!file) return
    const text = await loadReader()
      .then(() => readCode(file))
      .catch(() => null)
    await onRead(text)
  }
  return (
    <label className="scan-picture text-button">
      <PictureOutline fontSize={20} />
      {words.picture}
      <input
        type="file"
        accept="image/*"
        className="tb-hidden"
        data-testid="scan-picture"
        onChange={(event) => void choose(event)}
      />
    </label>
  )
}

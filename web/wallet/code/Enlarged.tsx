import { useEffect } from 'react'
import { createPortal } from 'react-dom'

import { useCover } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { Barcode, Qr } from './Symbols.tsx'
import { useViewport } from './viewport.ts'

interface EnlargedProps {
  code: string
  shape: 'bar' | 'qr'
  onClose: () => void
}

/**
 * One symbol on a white screen: the bar code lies along the longer side, for scanners that see
 * little of it. It stands outside the page: as a part of it, it would let taps through to what
 * covers the page.
 */
export function Enlarged({ code, shape, onClose }: EnlargedProps) {
  const words = useWords()
  useCover()
  useEffect(() => {
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    addEventListener('keydown', escape)
    return () => removeEventListener('keydown', escape)
  }, [onClose])
  const { width, height } = useViewport()
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  return createPortal(
    <button
      type="button"
      className="enlarged"
      autoFocus
      aria-label={words.pay.enlarged}
      data-testid="code-enlarged"
      onClick={onClose}
    >
      {shape === 'qr' ? (
        <Qr code={code} available={short} />
      ) : (
        <span className={height > width ? 'enlarged-turned' : undefined}>
          <Barcode code={code} available={long - 24} height={Math.min(short * 0.6, 260)} />
        </span>
      )}
    </button>,
    document.body,
  )
}

import { useEffect } from 'react'

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
 * little of it.
 */
export function Enlarged({ code, shape, onClose }: EnlargedProps) {
  const words = useWords()
  useEffect(() => {
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    addEventListener('keydown', escape)
    return () => removeEventListener('keydown', escape)
  }, [onClose])
  const { width, height } = useViewport()
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  return (
    <button
      type="button"
      className="enlarged"
      autoFocus
      aria-label={words.pay.enlarged}
      onClick={onClose}
    >
      {shape === 'qr' ? (
        <Qr code={code} available={short} />
      ) : (
        <span className={height > width ? 'enlarged-turned' : undefined}>
          <Barcode code={code} available={long - 24} height={Math.min(short * 0.6, 260)} />
        </span>
      )}
    </button>
  )
}

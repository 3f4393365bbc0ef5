import { useMemo } from 'react'

import { barSymbol } from '#web/ui/bar-symbol.ts'

import { qrSymbol } from './qr-symbol.ts'

/**
 * The widest whole number of device pixels a module may have: bars of uneven widths are what
 * scanners fail on.
 */
function modulePx(available: number, modules: number): number {
  const ratio = window.devicePixelRatio || 1
  return Math.max(1, Math.floor((available * ratio) / modules)) / ratio
}

interface SymbolProps {
  code: string
  /** CSS pixels it may take, quiet zones included. */
  available: number
}

/** Code 128, black on white in any theme. `height` in CSS pixels. */
export function Barcode({ code, available, height }: SymbolProps & { height: number }) {
  const symbol = useMemo(() => barSymbol(code), [code])
  const width = symbol.width * modulePx(available, symbol.width)
  return (
    <svg
      data-testid="code-barcode"
      width={width}
      height={height}
      viewBox={`0 0 ${symbol.width} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden
    >
      <rect width={symbol.width} height="1" fill="#FFFFFF" />
      <path d={symbol.path} fill="#000000" />
    </svg>
  )
}

/** QR, black on white in any theme. */
export function Qr({ code, available }: SymbolProps) {
  const symbol = useMemo(() => qrSymbol(code), [code])
  const side = symbol.width * modulePx(available, symbol.width)
  return (
    <svg
      data-testid="code-qr"
      width={side}
      height={side}
      viewBox={`0 0 ${symbol.width} ${symbol.height}`}
      shapeRendering="crispEdges"
      aria-hidden
    >
      <rect width={symbol.width} height={symbol.height} fill="#FFFFFF" />
      <path d={symbol.path} fill="#000000" />
    </svg>
  )
}

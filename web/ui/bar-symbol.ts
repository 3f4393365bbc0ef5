import { CODE128 } from 'jsbarcode/bin/barcodes/CODE128/index.js'
import { correction, generate } from 'lean-qr'

/** A symbol as one SVG path over a grid of modules: `width` × `height`, quiet zones included. */
export interface ModuleGrid {
  readonly path: string
  readonly width: number
  readonly height: number
}

/**
 * Quiet zones, in modules: ISO/IEC 15417 asks for 10 beside Code 128, ISO/IEC 18004 for 4 around
 * QR.
 */
export const barQuiet = 10
export const qrQuiet = 4

/** One rectangle a run of dark modules, so that no seam shows between them. */
function runs(row: (x: number) => boolean, width: number, rect: (x: number, n: number) => string) {
  let path = ''
  for (let x = 0; x < width; x++) {
    if (!row(x)) continue
    const start = x
    while (x < width && row(x)) x++
    path += rect(start, x - start)
  }
  return path
}

/**
 * Code 128, set C: two digits a character of 11 modules; an odd last digit takes a character of
 * another set. Height is one module; the caller stretches it.
 */
export function barSymbol(digits: string): ModuleGrid {
  const bits = new CODE128(digits, {}).encode().data
  const path = runs(
    (x) => bits[x] === '1',
    bits.length,
    (x, n) => `M${x + barQuiet} 0h${n}v1h-${n}z`,
  )
  return { path, width: bits.length + 2 * barQuiet, height: 1 }
}

/**
 * A QR code of the same digits, numeric mode, error correction M or better where it costs no size.
 */
export function qrSymbol(digits: string): ModuleGrid {
  const code = generate(digits, { minCorrectionLevel: correction.M })
  let path = ''
  for (let y = 0; y < code.size; y++) {
    path += runs(
      (x) => code.get(x, y),
      code.size,
      (x, n) => `M${x + qrQuiet} ${y + qrQuiet}h${n}v1h-${n}z`,
    )
  }
  return { path, width: code.size + 2 * qrQuiet, height: code.size + 2 * qrQuiet }
}

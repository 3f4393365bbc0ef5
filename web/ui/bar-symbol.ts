import { CODE128 } from 'jsbarcode/bin/barcodes/CODE128/index.js'

/** A symbol as one SVG path over a grid of modules: `width` × `height`, quiet zones included. */
export interface ModuleGrid {
  readonly path: string
  readonly width: number
  readonly height: number
}

/** Modules of quiet zone that ISO/IEC 15417 asks for beside Code 128. */
export const barQuiet = 10

/** One rectangle a run of dark modules, so that no seam shows between them. */
export function runs(
  row: (x: number) => boolean,
  width: number,
  rect: (x: number, n: number) => string,
) {
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
 * Code 128 of ASCII: a character has 11 modules; of digits two make one, in set C. Height is one
 * module; the caller stretches it.
 */
export function barSymbol(text: string): ModuleGrid {
  const bits = new CODE128(text, {}).encode().data
  const path = runs(
    (x) => bits[x] === '1',
    bits.length,
    (x, n) => `M${x + barQuiet} 0h${n}v1h-${n}z`,
  )
  return { path, width: bits.length + 2 * barQuiet, height: 1 }
}

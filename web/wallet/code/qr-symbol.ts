import { correction, generate } from 'lean-qr'

import { runs, type ModuleGrid } from '#web/ui/bar-symbol.ts'

/** Modules of quiet zone that ISO/IEC 18004 asks for around QR. */
const qrQuiet = 4

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

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

import { barSymbol, type ModuleGrid } from '#web/ui/bar-symbol.ts'
import { qrSymbol } from '#web/wallet/code/qr-symbol.ts'

const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer
prepareZXingModule({ overrides: { wasmBinary } })

/** Paints a symbol's path at `scale` pixels a module, a bar code's one row stretched to `rows`. */
function paint({ path, width, height }: ModuleGrid, scale: number, rows = height) {
  const size = { width: width * scale, height: rows * scale }
  const data = new Uint8ClampedArray(size.width * size.height * 4).fill(255)
  for (const [, x = 0, y = 0, n = 0] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    const [left, count] = [Number(x) * scale, Number(n) * scale]
    const top = Number(y) * scale
    const bottom = height === 1 ? size.height : top + scale
    for (let row = top; row < bottom; row++) {
      for (let at = left; at < left + count; at++)
        data.fill(0, (row * size.width + at) * 4, (row * size.width + at) * 4 + 3)
    }
  }
  return { data, ...size, colorSpace: 'srgb' as const }
}

test.each([
  '281234567890123456',
  '2812345678901234',
  '28123456789012345',
  '281234567890123456789012',
])('scanners read %s', async (code) => {
  const bar = await readBarcodes(paint(barSymbol(code), 2, 40) as ImageData, {
    formats: ['Code128'],
  })
  expect(bar.map(({ text }) => text)).toEqual([code])
  const qr = await readBarcodes(paint(qrSymbol(code), 3) as ImageData, { formats: ['QRCode'] })
  expect(qr.map(({ text }) => text)).toEqual([code])
})

test('eighteen digits take 154 modules with their quiet zones, so two pixels each fit any phone', () => {
  expect(barSymbol('281234567890123456').width).toBe(154)
})

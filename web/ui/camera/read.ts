import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** Loads the reader, its wasm from our own server; the library would ask a CDN. */
export function loadReader(): Promise<unknown> {
  return prepareZXingModule({
    overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasmUrl : path) },
    fireImmediately: true,
  })
}

/**
 * The text of the Code 128 or QR code in a frame or in a picture's file, or null. Some 15 ms for a
 * frame of 1280 × 720.
 */
export async function readCode(picture: ImageData | Blob): Promise<string | null> {
  const found = await readBarcodes(picture, {
    formats: ['Code128', 'QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: 1,
  })
  return found.find((code) => code.isValid)?.text ?? null
}

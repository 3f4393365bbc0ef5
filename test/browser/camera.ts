import { writeFileSync } from 'node:fs'

import { generate } from 'lean-qr'

const width = 640
const height = 480
const quietModules = 4

/**
 * Writes what a camera sees that is held over a QR code of `text`, as a film of one frame, and
 * answers the switches that make Chromium's camera see it.
 */
export function holdCameraOver(text: string, file: string): string[] {
  const code = generate(text)
  const modules = code.size + 2 * quietModules
  const module = Math.floor(height / modules)
  const [left, top] = [(width - modules * module) >> 1, (height - modules * module) >> 1]
  const place = (at: number, from: number) => Math.floor((at - from) / module) - quietModules
  // One byte of light a pixel, then two quarter planes of colour: none.
  const light = Buffer.alloc(width * height, 235)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (code.get(place(x, left), place(y, top))) light[y * width + x] = 16
    }
  }
  const grey = Buffer.alloc((width * height) / 2, 128)
  const head = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`
  writeFileSync(file, Buffer.concat([Buffer.from(`${head}FRAME\n`), light, grey]))
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]
}

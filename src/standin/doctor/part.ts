/** Where two texts part: the first byte that differs, and some of each around it. */
export type Parting = { byte: number; right: string; signed: string }

const before = 24
const after = 40

/** Undefined when the texts are the same. `byte` counts from 0. */
export function firstParting(right: Buffer, signed: Buffer): Parting | undefined {
  const length = Math.min(right.length, signed.length)
  let byte = 0
  while (byte < length && right[byte] === signed[byte]) byte++
  if (byte === right.length && byte === signed.length) return undefined
  return { byte, right: around(right, byte), signed: around(signed, byte) }
}

/** Cut where a character begins, so that no half of one is shown. */
function around(text: Buffer, byte: number): string {
  let from = Math.max(0, byte - before)
  while (from > 0 && (text[from]! & 0xc0) === 0x80) from--
  let to = Math.min(text.length, byte + after)
  while (to < text.length && (text[to]! & 0xc0) === 0x80) to++
  const open = from > 0 ? '…' : ''
  const close = to < text.length ? '…' : ''
  return `${open}${text.subarray(from, to).toString('utf8')}${close}`
}

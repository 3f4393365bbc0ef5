// The payment code a second time, written from the document with library calls alone and no regard for speed. The
// published vectors come from here, so that they do not merely repeat what the product computes.
import { createHmac, hkdfSync } from 'node:crypto'

import { FF1 } from '@noble/ciphers/ff1.js'

function bigEndian(value: bigint, bytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex')
}

export function referenceHandle(key: Buffer, digits: number, deviceNo: bigint, step: number) {
  const ff1 = FF1(10, new Uint8Array(key), new Uint8Array(bigEndian(BigInt(step), 8)))
  return ff1.encrypt([...String(deviceNo).padStart(digits, '0')].map(Number)).join('')
}

export function referenceSeed(key: Buffer, deviceNo: bigint, generation: number): Buffer {
  const info = [
    Buffer.from('tongbao/seed/1'),
    bigEndian(deviceNo, 8),
    bigEndian(BigInt(generation), 4),
  ]
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), Buffer.concat(info), 32))
}

export type OtpInput = { step: number; n: number; context: string; digits: number }

export function referenceOtp(seed: Buffer, { step, n, context, digits }: OtpInput): string {
  const message = [Buffer.from('tongbao/otp/1'), bigEndian(BigInt(step), 8), Buffer.from([n])]
  const mac = createHmac('sha256', seed).update(Buffer.concat(message)).update(context).digest()
  return String(mac.readBigUInt64BE() % 10n ** BigInt(digits)).padStart(digits, '0')
}

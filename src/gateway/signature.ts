import { type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'

import { bytesOf, type ByteText, type Parameters, utf8Bytes } from './parameter.ts'

/** RSASSA-PKCS1-v1_5 with SHA-256, or with SHA-1 for old integrations. */
export type SignType = 'RSA2' | 'RSA'
const digest = { RSA2: 'sha256', RSA: 'sha1' } as const

export const isSignType = (text: string): text is SignType => text === 'RSA2' || text === 'RSA'

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign)

/** Base64 of the signature. The work is done off the main thread, since one takes about a millisecond. */
export const signBytes = async (bytes: Buffer, key: KeyObject, type: SignType): Promise<string> =>
  (await signAsync(digest[type], bytes, key)).toString('base64')

/**
 * What a request is signed over: every parameter but `sign`, `sign_type` included, sorted by name, `k=v` joined by
 * `&`, in the bytes in which the values came; without the empty ones where `filled`.
 */
export function signedBytes(parameters: Parameters, { filled }: { filled: boolean }): Buffer {
  let text: ByteText = ''
  // By code units, as `sort` does by itself.
  for (const name of [...parameters.keys()].sort()) {
    const { bytes } = parameters.get(name)!
    if (name === 'sign' || (filled && bytes === '')) continue
    text += `${text === '' ? '' : '&'}${utf8Bytes(name)}=${bytes}`
  }
  return bytesOf(text)
}

/** Most SDKs leave empty values out of the signature, the Node SDK signs `notify_url=`: both are right. */
export function verifyRequest(parameters: Parameters, type: SignType, key: KeyObject): boolean {
  const signature = Buffer.from(parameters.get('sign')?.text ?? '', 'base64')
  const over = (filled: boolean) =>
    verify(digest[type], signedBytes(parameters, { filled }), key, signature)
  if (over(false)) return true
  const someEmpty = [...parameters.values()].some(({ bytes }) => bytes === '')
  return someEmpty && over(true)
}

import { createSign, verify } from 'node:crypto'
import { connect } from 'node:net'

import iconv from 'iconv-lite'

import { beijingText } from '#kernel/clock.ts'

import { publicKeyOf, type Shop } from './stand.ts'

/** Parameters of a call, signed by hand, for clients that no SDK at hand resembles. */
export function signed(
  shop: Pick<Shop, 'appId' | 'privateKey'>,
  method: string,
  biz: object | string,
  more: Record<string, string> & { signIn?: 'utf8' | 'gbk' } = {},
): Record<string, string> {
  const { signIn = 'utf8', ...rest } = more
  const params: Record<string, string> = {
    app_id: shop.appId,
    method,
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: beijingText(Date.now()),
    version: '1.0',
    biz_content: typeof biz === 'string' ? biz : JSON.stringify(biz),
    ...rest,
  }
  const text = Object.keys(params)
    .toSorted()
    .map((name) => `${name}=${params[name]}`)
    .join('&')
  const signer = createSign(params['sign_type'] === 'RSA' ? 'RSA-SHA1' : 'RSA-SHA256')
  const sign = signer.update(iconv.encode(text, signIn)).sign(shop.privateKey, 'base64')
  return { ...params, sign }
}

/** Percent-encodes in a charset. */
export function urlencoded(
  params: Record<string, string>,
  charset: 'utf8' | 'gbk' = 'utf8',
): string {
  const encode = (text: string) =>
    [...iconv.encode(text, charset)]
      .map((byte) => (byte === 0x20 ? '+' : `%${byte.toString(16).padStart(2, '0')}`))
      .join('')
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')
}

export type Answered = {
  status: number
  headers: Headers
  name: string
  node: Record<string, string>
  sign: string
  /** True when the sign is the platform's for this shop over the node's bytes as received. */
  verified: boolean
  /** The same with SHA-1. */
  verifiedSha1: boolean
}

export async function readAnswer(shop: Shop, response: Response): Promise<Answered> {
  const type = response.headers.get('content-type') ?? ''
  const charset = /gbk/i.test(type) ? 'gbk' : 'utf8'
  const text = iconv.decode(Buffer.from(await response.arrayBuffer()), charset)
  const [, name, raw, sign] = /^\{"(\w+)":(\{.*\}),"sign":"([^"]*)"\}$/s.exec(text) ?? []
  if (name === undefined || raw === undefined || sign === undefined) throw new Error(text)
  const signedWith = (digest: string) =>
    verify(digest, iconv.encode(raw, charset), publicKeyOf(shop), Buffer.from(sign, 'base64'))
  return {
    status: response.status,
    headers: response.headers,
    name,
    node: JSON.parse(raw) as Record<string, string>,
    sign,
    verified: signedWith('sha256'),
    verifiedSha1: signedWith('sha1'),
  }
}

/** Writes bytes to a socket as they are; resolves to everything that came back before the server closed. */
export function speak(endpoint: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname)
    let heard = ''
    socket.on('data', (part) => (heard += part.toString()))
    socket.on('end', () => done(heard))
    socket.on('error', failed)
    socket.write(bytes)
  })
}

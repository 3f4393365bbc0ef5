import { randomUUID, sign, verify } from 'node:crypto'

import { publicKeyOf, type Shop, type Stand } from './stand.ts'

export type RestAnswer = {
  status: number
  headers: Headers
  /** Parsed where it is JSON. */
  body: Record<string, unknown>
  text: string
  verified: boolean
}

export type RestCall = {
  verb?: string
  path: string
  body?: string
  /** Replaces parts of the authorization. */
  auth?: string
  token?: string
  headers?: Record<string, string>
  /** Sent in place of what was signed. */
  send?: { body?: string | FormData; path?: string }
}

export const authOf = (shop: Shop, more: { nonce?: string; timestamp?: number | string } = {}) =>
  `app_id=${shop.appId},nonce=${more.nonce ?? randomUUID()},timestamp=${more.timestamp ?? Date.now()}`

/** Signs by hand as the documentation says, and verifies the answer in the same way. */
export async function rest(stand: Stand, shop: Shop, call: RestCall): Promise<RestAnswer> {
  const { verb = 'POST', path, body = '', token } = call
  const auth = call.auth ?? authOf(shop)
  const lines = [auth, verb, path, body, ...(token === undefined ? [] : [token])]
  const text = lines.map((line) => `${line}\n`).join('')
  const signature = sign('sha256', Buffer.from(text), shop.privateKey).toString('base64')
  const sent = call.send?.body ?? body
  const response = await fetch(`${stand.base}${call.send?.path ?? path}`, {
    method: verb,
    ...(verb !== 'GET' && { body: sent }),
    headers: {
      ...(typeof sent === 'string' && { 'content-type': 'application/json' }),
      authorization: `ALIPAY-SHA256withRSA ${auth},sign=${signature}`,
      ...(token !== undefined && { 'alipay-app-auth-token': token }),
      ...call.headers,
    },
  })
  return readRest(shop, response)
}

export async function readRest(shop: Shop, response: Response): Promise<RestAnswer> {
  const { status, headers } = response
  const text = await response.text()
  const of = (name: string) => headers.get(name) ?? ''
  const signed = Buffer.from(`${of('alipay-timestamp')}\n${of('alipay-nonce')}\n${text}\n`)
  const signature = Buffer.from(of('alipay-signature'), 'base64')
  const verified = verify('sha256', signed, publicKeyOf(shop), signature)
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status, headers, body, text, verified }
}

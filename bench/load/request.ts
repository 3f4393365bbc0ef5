import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

import { beijingText } from '#kernel/clock.ts'

import type { Crowd, Round } from './protocol.ts'

const post = (path: string, more: string, body: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${more}` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

/** 0.01 to 9.99 yuan, so that no payer reaches a limit. */
const amountOf = (index: number): string => (((index * 37) % 999) / 100 + 0.01).toFixed(2)

/** The first merchant is the hot one. */
export function senders(crowd: Crowd, round: Round): Senders {
  const hot = crowd.tills[0]?.merchantId
  const here = ({ merchantId }: { merchantId: string }) =>
    round.merchants === 'all' || merchantId === hot
  return { tills: crowd.tills.filter(here), apps: crowd.apps.filter(here) }
}

export type Senders = Pick<Crowd, 'tills' | 'apps'>

/** A payment as the till page sends it. */
export function tillRequest({ tills }: Senders, orderNo: string, index: number, code: string) {
  const till = tills[index % tills.length]!
  const body = JSON.stringify({
    outTradeNo: orderNo,
    amount: amountOf(index),
    code,
    subject: 'Bench',
  })
  const more = `cookie: tongbao_till=${till.token}\r\ncontent-type: application/json\r\n`
  return post('/api/till/pay', more, body)
}

/** `alipay.trade.pay` as Alipay's Node SDK sends it: system parameters in the query, signed with RSA2. */
export class GatewayRequests {
  readonly #signer: KeyObject
  readonly #notifyUrl: string

  constructor(crowd: Crowd) {
    this.#signer = createPrivateKey(crowd.appKey)
    this.#notifyUrl = crowd.notifyUrl
  }

  async request({ apps }: Senders, orderNo: string, index: number, code: string): Promise<Buffer> {
    const app = apps[index % apps.length]!
    const bizContent = JSON.stringify({
      out_trade_no: orderNo,
      scene: 'bar_code',
      auth_code: code,
      subject: 'Bench',
      total_amount: amountOf(index),
      store_id: app.storeId,
      terminal_id: 'T1',
    })
    const params: Record<string, string> = {
      app_id: app.appId,
      biz_content: bizContent,
      charset: 'utf-8',
      format: 'JSON',
      method: 'alipay.trade.pay',
      notify_url: this.#notifyUrl,
      sign_type: 'RSA2',
      timestamp: beijingText(Date.now()),
      version: '1.0',
    }
    const text = Object.entries(params).map(([name, value]) => `${name}=${value}`)
    const signature = await signAsync('sha256', Buffer.from(text.join('&')), this.#signer)
    const { biz_content: _, ...query } = params
    const pairs = Object.entries({ ...query, sign: signature.toString('base64') })
    const type = 'content-type: application/x-www-form-urlencoded;charset=utf-8\r\n'
    const path = `/gateway.do?${pairs.map(([name, value]) => pair(name, value)).join('&')}`
    return post(path, type, pair('biz_content', bizContent))
  }
}

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign)
const pair = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`

import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { AlipaySdk } from 'alipay-sdk'

import type { Town } from '#town/file.ts'

/** A merchant's web shop: the official SDK with the printed keys, and the page that buyers come back to. */
export class Shop {
  readonly sdk: AlipaySdk
  readonly name: string
  readonly #server: Server
  #orders = 0

  constructor(town: Town) {
    const app = town.apps[0]!
    this.name = app.merchant
    this.sdk = new AlipaySdk({
      appId: app.appId,
      keyType: 'PKCS8',
      privateKey: readFileSync(app.privateKeyFile, 'utf8'),
      alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
      gateway: town.gateway,
    })
    this.#server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end('<!doctype html><title>谢谢</title><h1>谢谢惠顾</h1>')
    })
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  close(): void {
    this.#server.close()
  }

  get returnUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/thanks?table=7`
  }

  nextNo(): string {
    this.#orders += 1
    return `CASHIER${this.#orders}`
  }

  /** Makes an order and answers the text of its QR. */
  async precreate(outTradeNo: string, amount: string): Promise<string> {
    const answer = await this.sdk.exec(
      'alipay.trade.precreate',
      { bizContent: { out_trade_no: outTradeNo, total_amount: amount, subject: '牛肉面 × 2' } },
      { validateSign: true },
    )
    return String(answer['qrCode'])
  }

  /** Where the buyer's browser is sent to pay. */
  page(outTradeNo: string, amount: string, product: 'page' | 'wap' = 'page'): string {
    return this.sdk.pageExecute(`alipay.trade.${product}.pay`, 'GET', {
      returnUrl: this.returnUrl,
      bizContent: {
        out_trade_no: outTradeNo,
        total_amount: amount,
        subject: '青瓷茶杯 🍵',
        product_code: product === 'page' ? 'FAST_INSTANT_TRADE_PAY' : 'QUICK_WAP_WAY',
      },
    })
  }

  async status(outTradeNo: string): Promise<unknown> {
    const bizContent = { out_trade_no: outTradeNo }
    return (await this.sdk.exec('alipay.trade.query', { bizContent }))['tradeStatus']
  }
}

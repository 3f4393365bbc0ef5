import type { DemoTown } from '#wire/demo.ts'

/** A program that charges a payment code through the official SDK, ready to run beside the demo's keys. */
export function sampleOf(app: DemoTown['apps'][number], gateway: string, hint: string): string {
  return `import { readFileSync } from 'node:fs'
import { AlipaySdk } from 'alipay-sdk'

const pem = (file) => readFileSync(file, 'utf8').trim()
const alipay = new AlipaySdk({
  appId: '${app.appId}',
  keyType: 'PKCS8',
  privateKey: pem('${app.privateKeyFile}'),
  alipayPublicKey: pem('${app.platformPublicKeyFile}'),
  gateway: '${gateway}',
})

const order = { out_trade_no: String(Date.now()), total_amount: '12.50', subject: 'Tea' }
// ${hint}
const bizContent = { ...order, scene: 'bar_code', auth_code: '28…' }
console.log(await alipay.exec('alipay.trade.pay', { bizContent }))
`
}

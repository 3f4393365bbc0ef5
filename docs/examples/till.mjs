// node till.mjs <payment code> [amount]: takes a payment as a till does, and always learns how it ended.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { AlipaySdk } from 'alipay-sdk'

const town = JSON.parse(readFileSync(`${process.env.TONGBAO_DATA ?? 'var'}/town.json`, 'utf8'))
const app = town.apps[0]
const sdk = new AlipaySdk({
  appId: app.appId,
  keyType: 'PKCS8',
  privateKey: readFileSync(app.privateKeyFile, 'utf8'),
  alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
  gateway: town.gateway,
})

const [code, amount = '1.00'] = process.argv.slice(2)
const out_trade_no = `TILL${Date.now()}`

// No answer is not a no: it is treated like 20000, and the order is asked for.
const call = (method, bizContent) =>
  sdk.exec(method, { bizContent }, { validateSign: true }).catch(() => ({ code: '20000' }))

async function status() {
  const { tradeStatus } = await call('alipay.trade.query', { out_trade_no })
  return tradeStatus ?? 'UNKNOWN'
}

async function takeBack() {
  for (let n = 0; n < 3; n++) {
    const answer = await call('alipay.trade.cancel', { out_trade_no })
    if (answer.code === '10000' && answer.retryFlag === 'N')
      return `cancelled ${answer.action ?? ''}`
    await sleep(2000)
  }
  return 'unknown: look at it in the console'
}

async function pay() {
  const answer = await call('alipay.trade.pay', {
    out_trade_no,
    total_amount: amount,
    subject: '早餐',
    auth_code: code,
    scene: 'bar_code',
  })
  if (answer.code === '10000') return `paid ${answer.tradeNo}`
  if (answer.code === '40004') return `not paid: ${answer.subCode} ${answer.subMsg}`
  const looks = answer.code === '10003' ? 5 : 1
  for (let n = 0; n < looks; n++) {
    if (answer.code === '10003') await sleep(5000)
    const now = await status()
    if (now === 'TRADE_SUCCESS' || now === 'TRADE_FINISHED') return 'paid after the payer agreed'
    if (now === 'TRADE_CLOSED') return 'closed'
  }
  return takeBack()
}

console.log(out_trade_no, await pay())

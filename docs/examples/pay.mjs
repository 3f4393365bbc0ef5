import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

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

// A demo person's phone makes a payment code, as a wallet would.
const phone = ['tongbao', 'phone', 'code', '--phone', town.people[0].phone, '--json']
const { code } = JSON.parse(execFileSync('npx', phone, { encoding: 'utf8' }))

const answer = await sdk.exec(
  'alipay.trade.pay',
  {
    bizContent: {
      out_trade_no: `README${Date.now()}`,
      total_amount: '12.34',
      subject: '早餐 Breakfast',
      auth_code: code,
      scene: 'bar_code',
    },
  },
  { validateSign: true },
)
console.log(answer.code, answer.msg, answer.tradeNo)

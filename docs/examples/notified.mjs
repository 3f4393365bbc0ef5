// node notified.mjs <port>: receives notifications as a shop's server does.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

import { AlipaySdk } from 'alipay-sdk'

const town = JSON.parse(readFileSync(`${process.env.TONGBAO_DATA ?? 'var'}/town.json`, 'utf8'))
const app = town.apps[0]
const sdk = new AlipaySdk({
  appId: app.appId,
  keyType: 'PKCS8',
  privateKey: readFileSync(app.privateKeyFile, 'utf8'),
  alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
})

const done = new Set()

createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const told = Object.fromEntries(new URLSearchParams(body))
  if (!sdk.checkNotifySignV2(told) || told.app_id !== app.appId) return response.end('fail')
  // The same notification may come twice; the order is delivered once.
  if (!done.has(told.out_trade_no)) {
    done.add(told.out_trade_no)
    console.log(told.out_trade_no, told.trade_status, told.total_amount)
  }
  response.end('success')
}).listen(Number(process.argv[2]), () => console.log('listening'))

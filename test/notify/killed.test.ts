import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { order } from '../engine/people.ts'
import { openStand, type Stand } from '../gateway/stand.ts'
import { listen } from './listener.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand.shut())

test(
  'what a killed worker was telling is told by another within a minute',
  { timeout: 120_000 },
  async () => {
    // The first try hangs, so that the worker is killed in the middle of it.
    const merchant = await listen((_, nth) => (nth === 1 ? { afterMs: 90_000 } : {}))
    const shop = await stand.open(merchant.url)
    const payer = await stand.person(10)
    const script = new URL('worker-process.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, stand.database.url, stand.keyringText], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const outTradeNo = order()
    const bizContent = {
      outTradeNo,
      totalAmount: '1.00',
      subject: 'x',
      authCode: stand.code(payer),
    }
    await shop.sdk.exec('alipay.trade.pay', { bizContent })
    await merchant.hears(1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const killedAt = Date.now()
    const worker = await stand.work()
    while (merchant.heard.length < 2 && Date.now() - killedAt < 90_000) {
      await new Promise((resume) => setTimeout(resume, 100))
    }
    expect(merchant.heard).toHaveLength(2)
    expect(Date.now() - killedAt).toBeLessThan(60_000)
    expect(merchant.heard[1]!.params['notify_id']).toBe(merchant.heard[0]!.params['notify_id'])
    expect(shop.sdk.checkNotifySignV2(merchant.heard[1]!.params)).toBe(true)
    await worker.stop()
    const rows = await stand.sql`
    select state, attempts from notification_now where out_trade_no = ${outTradeNo}`
    expect(rows).toMatchObject([{ state: 'delivered', attempts: 1 }])
    await merchant.close()
  },
)

// Starts a stand-in for one run of tests, and speaks to what it has beside the gateway.
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

import { AlipaySdk } from 'alipay-sdk'

const npx = ['--no-install', 'tongbao']

/** Resolves when it is ready, which takes some seconds. `stop` ends it and resolves when its folder is gone. */
export async function startStandIn() {
  const child = spawn('npx', [...npx, 'stand-in', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  const town = await new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      const read = JSON.parse(line)
      return read.error ? reject(new Error(read.error.message)) : resolve(read)
    })
    child.once('exit', (status) => reject(new Error(`the stand-in ended with ${status}`)))
  })
  const app = town.apps[0]
  const tool = async (method, path, body) => {
    const sent = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const url = `${town.endpoint}/api/standin/${path}`
    const reply = await fetch(url, { method, ...(body && sent) })
    const read = await reply.json()
    if (!reply.ok) throw new Error(read.error.message)
    return read
  }
  return {
    town,
    sdk: new AlipaySdk({
      appId: app.appId,
      keyType: 'PKCS8',
      privateKey: readFileSync(app.privateKeyFile, 'utf8'),
      alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
      gateway: town.gateway,
    }),
    /** Has the next call go wrong: `{ kind: 'unknown', method: 'alipay.trade.pay' }`. */
    fault: (rule) => tool('POST', 'faults', rule),
    clearFaults: () => tool('DELETE', 'faults'),
    /** What the gateway was asked about an order, newest first. */
    calls: async (outTradeNo) => (await tool('GET', `calls?text=${outTradeNo}`)).calls,
    time: () => tool('GET', 'time'),
    /** Moves the clock to what is due next: a retry of a notification, the end of an order. */
    moveOn: () => tool('POST', 'time', { next: true }),
    /** A payment code as the wallet of one of the town's people shows it. */
    async code(person = 0) {
      const { phone } = town.people[person]
      const { stdout } = await promisify(execFile)(
        'npx',
        [...npx, 'phone', 'code', '--phone', phone],
        { env: { ...process.env, TONGBAO_DATA: town.dataDir } },
      )
      return stdout.trim()
    },
    async stop() {
      // The one that serves, not npx around it.
      process.kill(town.pid, 'SIGTERM')
      await ended
    },
  }
}

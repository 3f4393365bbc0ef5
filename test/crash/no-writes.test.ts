import { afterAll, beforeAll, expect, test } from 'vitest'

import { freePort } from '../setup/port.ts'
import { compare, settled } from './check.ts'
import { isReady, run, until, type Proc } from './fleet.ts'
import { openRandom } from './random.ts'
import { openSite, type Site } from './site.ts'
import { openTill, type Till } from './till.ts'
import { openVolume, type Volume } from './volume.ts'

const random = openRandom('no writes')
let volume: Volume
let site: Site
let port: number
let serve: Proc
let work: Proc
let till: Till

beforeAll(async () => {
  volume = await openVolume(400)
  // So that what stops is the writing of tables; the log of changes has files laid by, as on a database in use.
  const settings = { min_wal_size: '128MB', max_wal_size: '128MB' }
  site = await openSite({ people: 60, folder: volume.folder, settings })
  for (let files = 0; files < 6; files++) {
    await site.sql`select pg_logical_emit_message(false, 'fill', 'x'), pg_switch_wal()`
  }
  await site.sql`checkpoint`
  port = await freePort()
  const ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  serve = run(site, 'serve', site.postgres().url, ports)
  work = run(site, 'work', site.postgres().url)
  till = openTill(site, () => `http://127.0.0.1:${port}/gateway.do`, random)
  await until('serving', 60_000, isReady(port))
})
afterAll(async () => {
  await serve?.kill(true)
  await work?.kill(true)
  await volume?.empty()
  await site?.close()
  await volume?.remove()
})

const sold = async () => {
  const made = await till.order()
  expect(made.order.told, made.order.answer).toBe('paid')
}
const readiness = async () => {
  const reply = await fetch(`http://127.0.0.1:${port}/readyz`)
  return { status: reply.status, body: await reply.json() }
}
const live = async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).status
/** Someone asks for an SMS code: a route that writes without the engine. */
const smsCode = async (phone: string) => {
  const reply = await fetch(`http://127.0.0.1:${port}/api/wallet/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, purpose: 'login' }),
  })
  return { status: reply.status, body: (await reply.json()) as { error?: { code: string } } }
}

/** Payments are refused in plain words, the process lives, and all comes back by itself. */
async function outage(begin: () => Promise<void>, end: () => Promise<void>): Promise<void> {
  await sold()
  const refused = await begin()
    .then(async () => {
      await until('not ready', 20_000, async () => (await readiness()).status === 503)
      expect((await readiness()).body).toMatchObject({ database: 'ok', writes: 'failing' })
      expect(await live()).toBe(200)
      const made = await refusedOrder()
      expect(made.order.answer).toMatch(/ACQ\.SYSTEM_ERROR: .*Busy; nothing was done/)
      return made
    })
    .finally(() => void end())
  const readyMs = await until('ready again', 20_000, isReady(port))
  console.log(`ready ${Math.round(readyMs)} ms after the end`)
  await until('the repeat pays', 20_000, async () => (await refused.again()).told === 'paid')
  await sold()
  expect([serve.child.exitCode, work.child.exitCode]).toEqual([null, null])
}

/** The room left in pages that are there already serves a few payments more. */
async function refusedOrder(): Promise<Awaited<ReturnType<Till['order']>>> {
  for (let tries = 0; tries < 400; tries++) {
    const made = await till.order()
    if (made.order.told === 'unknown') return made
    expect(made.order.told).toBe('paid')
  }
  throw new Error('400 payments went through')
}

test('a database that only reads refuses payments in plain words, and recovers by itself', async () => {
  const set = async (value: string) => {
    await site.sql.unsafe(`alter system set default_transaction_read_only = ${value}`)
    await site.sql`select pg_reload_conf()`
  }
  await outage(
    async () => {
      await set('on')
      await until('read only', 5000, async () => {
        const [row] = await site.sql`show default_transaction_read_only`
        return row?.['default_transaction_read_only'] === 'on'
      })
      const answer = await smsCode('13900000001')
      expect(answer).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } })
    },
    () => set('off'),
  )
}, 120_000)

test('a full disk refuses payments in plain words, and recovers by itself', async () => {
  await outage(
    async () => {
      expect(volume.fill()).toBeGreaterThan(1_000_000)
    },
    () => volume.empty(),
  )
}, 120_000)

test('afterwards the books hold exactly what tills were told', async () => {
  await settled(site)
  await compare(site, till.orders)
}, 90_000)

import { afterAll, beforeAll, expect, test } from 'vitest'

import { wake } from '#engine/write-sql.ts'
import { timeId } from '#kernel/id.ts'

import type { Browser } from '../setup/browser.ts'
import { openWorld, type Member, type World } from '../setup/world.ts'
import { logIn } from '../member/log-in.ts'
import { follow } from './follow.ts'

let world: World
let base: string
let till: Browser
beforeAll(async () => {
  world = await openWorld()
  base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  const shop = await world.shop()
  till = world.browser()
  await till.post('/api/till/login', shop.login('supervisor'))
})
afterAll(() => world.close())

let orders = 0
async function sell(member: Member, amount = '1') {
  world.clock.now += 60_000
  const outTradeNo = `E${++orders}`
  await till.post('/api/till/pay', { outTradeNo, amount, code: member.code() })
  return outTradeNo
}

const followWallet = (browser: Browser, after?: string) =>
  follow(`${base}/api/wallet/events`, {
    cookie: browser.cookieHeader(),
    ...(after !== undefined && { after }),
  })

/** An event as another process would write it. */
async function fromElsewhere(recipient: string, at: number, notify = true): Promise<string> {
  const eventId = timeId(at)
  await world.sql.begin(async (tx) => {
    const payload = { eventId, at, kind: 'device_added', deviceName: 'x', merchantName: null }
    await tx`insert into event (recipient, event_id, kind, payload)
      values (${recipient}, ${eventId}, 'device_added', ${tx.json(payload)})`
    if (notify) await tx`select pg_notify('tongbao_event', ${JSON.stringify([recipient])})`
  })
  return eventId
}

test('both sides are told at once that it is paid', async () => {
  const member = await world.member({ yuan: 100 })
  const browser = await logIn(world, member.phone)
  const [phone, desk] = await Promise.all([
    followWallet(browser),
    follow(`${base}/api/till/events`, { cookie: till.cookieHeader() }),
  ])
  await Promise.all([phone.until((f) => f.length > 0), desk.until((f) => f.length > 0)])
  expect(phone.frames[0]).toMatchObject({ event: 'hello', data: { serverTime: world.clock.now } })
  const outTradeNo = await sell(member, '12.34')
  await Promise.all([phone.until((f) => f.length > 1), desk.until((f) => f.length > 1)])
  const told = { kind: 'paid', outTradeNo, amount: '12.34', payer: expect.stringContaining('****') }
  expect(phone.frames[1]).toMatchObject({ event: 'paid', data: { ...told, balance: '87.66' } })
  expect(desk.frames[1]).toMatchObject({ event: 'paid', data: { ...told, balance: null } })
  expect(phone.frames[1]?.id).toBe(phone.frames[1]?.data['eventId'])
  // Its own notification comes back to this process, and makes no second frame.
  await new Promise((resume) => setTimeout(resume, 200))
  expect([phone.events().length, desk.events().length]).toEqual([1, 1])
  phone.close()
  desk.close()
})

test('a screen that follows a till through another server hears of what was paid at once', async () => {
  const other = await world.beside()
  const elsewhere = await other.http.listen({ port: 0, host: '127.0.0.1' })
  const cookie = till.cookieHeader()
  const [here, there] = await Promise.all([
    follow(`${base}/api/till/events`, { cookie }),
    follow(`${elsewhere}/api/till/events`, { cookie }),
  ])
  await Promise.all([here.until((f) => f.length > 0), there.until((f) => f.length > 0)])
  const member = await world.member({ yuan: 1000 })
  const sold = []
  for (let at = 0; at < 3; at++) sold.push(await sell(member, `1.0${at}`))
  await Promise.all([here.until((f) => f.length > 3), there.until((f) => f.length > 3)])
  expect(there.events()).toEqual(here.events())
  expect(there.events().map(({ data }) => data['outTradeNo'])).toEqual(sold)
  expect(there.events()[0]).toMatchObject({
    event: 'paid',
    data: { amount: '1.00', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
  })
  // What came back to the server that it was paid at makes no second frame.
  await new Promise((resume) => setTimeout(resume, 200))
  expect([here.events().length, there.events().length]).toEqual([3, 3])
  here.close()
  there.close()
})

test('whoever comes back gets what was missed, in order, and nothing older than the overlap', async () => {
  const member = await world.member({ yuan: 1000 })
  const browser = await logIn(world, member.phone)
  const before = await followWallet(browser)
  for (let at = 0; at < 3; at++) await sell(member)
  await before.until((f) => f.length > 3)
  before.close()
  const missed: string[] = []
  for (let at = 0; at < 2; at++) await sell(member)
  const lines = await world.sql`select bill_no from bill
    where member_id = ${member.memberId} order by bill_no desc limit 2`
  missed.push(...lines.map((row) => row['bill_no'] as string).toReversed())
  for (let at = 0; at < 250; at++) {
    missed.push(await fromElsewhere(`member:${member.memberId}`, world.clock.now + at, false))
  }
  const last = before.events().at(-1)?.id ?? ''
  const again = await followWallet(browser, last)
  await again.until((f) => f.length > 250)
  expect(again.events().map((frame) => frame.id)).toEqual(missed)
  const fresh = await followWallet(browser)
  await fresh.until((f) => f.length > 0)
  await sell(member)
  await Promise.all([again.until((f) => f.length > 251), fresh.until((f) => f.length > 1)])
  expect(fresh.events()).toHaveLength(1)
  again.close()
  fresh.close()
})

test('a phone that comes now is not told what was before, though another of its owner is behind', async () => {
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  const recipient = `member:${member.memberId}`
  const old = await followWallet(browser)
  await old.until((f) => f.length > 0)
  // A payment waits and is paid; the phone that comes then has the second within its overlap, and the first no more.
  const asked = await fromElsewhere(recipient, world.clock.now)
  await old.until((f) => f.length > 1)
  world.clock.now += 8000
  const paid = await fromElsewhere(recipient, world.clock.now)
  await old.until((f) => f.length > 2)
  world.clock.now += 11_000
  const fresh = await followWallet(browser)
  await fresh.until((f) => f.length > 0)
  const news = await fromElsewhere(recipient, world.clock.now)
  await Promise.all([old.until((f) => f.length > 3), fresh.until((f) => f.length > 1)])
  await new Promise((resume) => setTimeout(resume, 200))
  expect(old.events().map((frame) => frame.id)).toEqual([asked, paid, news])
  expect(fresh.events().map((frame) => frame.id)).toEqual([news])
  old.close()
  fresh.close()
})

test('what another process writes arrives, also when it commits late', async () => {
  const member = await world.member({ yuan: 10 })
  const browser = await logIn(world, member.phone)
  const phone = await followWallet(browser)
  await phone.until((f) => f.length > 0)
  const recipient = `member:${member.memberId}`
  const first = await fromElsewhere(recipient, world.clock.now + 3000)
  await phone.until((f) => f.length > 1)
  const late = await fromElsewhere(recipient, world.clock.now + 500)
  await phone.until((f) => f.length > 2)
  expect(phone.events().map((frame) => frame.id)).toEqual([first, late])
  const other = await world.member()
  await fromElsewhere(`member:${other.memberId}`, world.clock.now)
  await new Promise((resume) => setTimeout(resume, 200))
  expect(phone.events()).toHaveLength(2)
  phone.close()
})

test('what another process writes as a line of bills arrives too', async () => {
  const member = await world.member({ yuan: 10 })
  const browser = await logIn(world, member.phone)
  const phone = await followWallet(browser)
  await phone.until((f) => f.length > 0)
  const { memberId } = member
  const billNo = timeId(world.clock.now)
  await world.sql.begin(async (tx) => {
    await tx`insert into bill (member_id, bill_no, kind, amount, balance_after, title, merchant_id,
        merchant_name, store_name, trade_no, out_trade_no, tells, at)
      values (${memberId}, ${billNo}, 'transfer', 250, 1250, '工资', '1', '小店', '', '2', '3',
        'received', ${world.clock.now})`
    await tx`select pg_notify('tongbao_event', ${JSON.stringify([`member:${memberId}`])})`
  })
  await phone.until((f) => f.length > 1)
  expect(phone.events()).toMatchObject([
    { id: billNo, event: 'received', data: { amount: '2.50', balance: '12.50', subject: '工资' } },
  ])
  phone.close()
  await world.sql`delete from bill where member_id = ${memberId} and bill_no = ${billNo}`
})

test('whatever a batch has to say is said by name, in as many parts as it takes', async () => {
  const names = Array.from({ length: 400 }, (_, n) => `terminal:${2e15 + n}:收银"台"/${n}/${n}`)
  const heard: string[] = []
  const listening = await world.sql.listen('tongbao_event', (text) => void heard.push(text))
  await world.sql.begin(async (tx) => void (await wake(names)(tx)))
  const said = () => heard.flatMap((text) => JSON.parse(text) as string[])
  await expect.poll(() => said().length).toBe(names.length)
  expect(said()).toEqual(names)
  expect(heard.length).toBeLessThan(5)
  await listening.unlisten()
})

test('a stream needs a session, and ends with it', async () => {
  const none = await follow(`${base}/api/wallet/events`, { cookie: '' })
  expect(none.status).toBe(401)
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  const phone = await followWallet(browser)
  await phone.until((f) => f.length > 0)
  await browser.post('/api/wallet/logout')
  await phone.ended
  expect((await followWallet(browser)).status).toBe(401)
})

test('whoever was greeted misses nothing that comes after', async () => {
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  const phone = await world.sql.begin(async (tx) => {
    // What is there already cannot be looked at yet; whoever was greeted now would be thought to know what is written meanwhile.
    await tx`lock table event in access exclusive mode`
    const opened = await followWallet(browser)
    await new Promise((resume) => setTimeout(resume, 200))
    expect(opened.frames).toEqual([])
    return opened
  })
  await phone.until((f) => f.length > 0)
  const event = await fromElsewhere(`member:${member.memberId}`, world.clock.now)
  await phone.until((f) => f.length > 1)
  expect(phone.events().map((frame) => frame.id)).toEqual([event])
  phone.close()
})

test('a ninth stream of one phone takes the place of the first', async () => {
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  const streams = []
  for (let at = 0; at < 9; at++) {
    const stream = await followWallet(browser)
    await stream.until((f) => f.length > 0)
    streams.push(stream)
  }
  await streams[0]?.ended
  await fromElsewhere(`member:${member.memberId}`, world.clock.now)
  await streams[8]?.until((f) => f.length > 1)
  expect(streams[0]?.events()).toEqual([])
  for (const stream of streams) stream.close()
})

test('whoever was away for longer than events are kept gets what is left of them', async () => {
  const member = await world.member({ yuan: 10 })
  await sell(member)
  world.clock.now += (world.config.keepDays + 1) * 86_400_000
  const recent = await fromElsewhere(`member:${member.memberId}`, world.clock.now)
  const phone = await followWallet(await logIn(world, member.phone), '0'.repeat(22))
  await phone.until((f) => f.length > 1)
  expect(phone.events().map((frame) => frame.id)).toEqual([recent])
  phone.close()
})

test('closing the server ends its streams', async () => {
  const other = await openWorld()
  const url = await other.app.http.listen({ port: 0, host: '127.0.0.1' })
  const browser = await logIn(other, '13911114444')
  const stream = await follow(`${url}/api/wallet/events`, { cookie: browser.cookieHeader() })
  await stream.until((f) => f.length > 0)
  await other.close()
  await stream.ended
})

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ webFolder: new URL('../setup/web', import.meta.url).pathname })
})
afterAll(() => world.close())

type Payload = string | Buffer
const send = (payload: Payload, headers: Record<string, string> = {}) =>
  world.app.http.inject({
    method: 'POST',
    url: '/api/wallet/sms',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })

test('bad bodies are refused with a sentence that says what to do', async () => {
  const good = '{"phone":"13900000001","purpose":"login"'
  const bodies: [Payload, number, string][] = [
    ['{"phone":', 400, 'valid JSON'],
    ['', 400, 'must be an object'],
    ['null', 400, 'must be an object'],
    [`${good},"x":"a\\u0000b"}`, 400, 'NUL'],
    [`${good},"x":"\\ud800"}`, 400, 'surrogate'],
    [`${good},"x":{"y":"\\u202e"}}`, 400, '`x.y` holds a line feed'],
    [`${good},"x":${'['.repeat(40)}${']'.repeat(40)}}`, 400, '32 levels'],
    [`${good},"x":${'['.repeat(100_000)}`, 400, 'valid JSON'],
    [`${good},"__proto__":{"a":1}}`, 400, '__proto__'],
    [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'UTF-8'],
    [`{"x":"${'a'.repeat(10_000_000)}"}`, 413, 'too large'],
    ['{"purpose":"login"}', 400, '`phone` is missing'],
    ['{"phone":12,"purpose":"login"}', 400, '`phone` must be a string'],
    ['{"phone":"13900000001","purpose":"spam"}', 400, '`purpose` must be login or reset'],
  ]
  for (const [body, status, words] of bodies) {
    const reply = await send(body)
    const { error } = reply.json()
    expect([reply.statusCode, error.code]).toEqual([status, 'INVALID_REQUEST'])
    expect(error.message).toContain(words)
    expect(error.traceId).toBe(reply.headers['trace_id'])
  }
  expect((await send('a=1', { 'content-type': 'text/plain' })).statusCode).toBe(415)
  expect(
    (await send('a=1', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode,
  ).toBe(415)
})

test('writes from another site’s page are refused', async () => {
  const body = '{"phone":"13900000001","purpose":"login"}'
  const host = { host: 'pay.example:8300' }
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { ...host, origin: 'https://evil.example' },
    { ...host, origin: 'null' },
    { ...host, origin: 'http://pay.example:9000' },
  ]
  for (const headers of foreign) {
    const reply = await send(body, headers)
    expect([reply.statusCode, reply.json().error.code]).toEqual([403, 'NOT_ALLOWED'])
  }
  for (const headers of [
    { 'sec-fetch-site': 'same-origin' },
    { ...host, origin: 'http://pay.example:8300' },
    {},
  ]) {
    world.clock.now += 1000
    expect((await send(body, headers)).statusCode).toBe(200)
  }
})

test('addresses that are not there are told in JSON, and odd ones do no harm', async () => {
  for (const url of [
    '/api/nothing',
    '/api/wallet/nothing',
    '/nothing.html',
    '/..%2f..%2fpackage.json',
  ]) {
    const reply = await world.app.http.inject({ url })
    expect([url, reply.statusCode, reply.json().error.code]).toEqual([url, 404, 'NOT_FOUND'])
  }
  const broken = await world.app.http.inject({ url: '/api/wallet/bills/%ff' })
  expect(broken.statusCode).toBe(400)
  const wrong = await world.app.http.inject({ method: 'DELETE', url: '/api/wallet/me' })
  expect(wrong.statusCode).toBe(404)
})

test('cookies are out of reach of scripts, of other sites and, over HTTPS, of the wire', async () => {
  const shop = await world.shop()
  const login = (headers: Record<string, string>) =>
    world.app.http.inject({
      method: 'POST',
      url: '/api/till/login',
      payload: shop.login('cashier'),
      headers,
    })
  const [cookie] = (await login({})).cookies
  expect(cookie).toMatchObject({
    name: 'tongbao_till',
    path: '/api/till',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: 12 * 3600,
  })
  expect(cookie?.secure).toBeUndefined()
  const page = await world.app.http.inject({ url: '/healthz' })
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers['x-content-type-options']).toBe('nosniff')
})

test('pages: one for every address of an app, kept for ever where the name has a hash', async () => {
  const get = (url: string) => world.app.http.inject({ url })
  const page = await get('/wallet/bills/123')
  expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(page.headers['content-type']).toContain('text/html')
  const asset = await get('/wallet/assets/index-Ab12_-xy.js')
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await get('/wallet/assets/index-gone0000.js')).statusCode).toBe(404)
  expect((await get('/wallet/sw.js')).headers['cache-control']).toBe('no-cache')
  expect((await get('/wallet')).headers['location']).toBe('/wallet/')
  expect((await get('/')).statusCode).toBe(200)
  expect((await get('/ca.crt')).statusCode).toBe(404)
})

test('it says whether it is well and ready, and counts what it does', async () => {
  const get = (url: string) => world.app.http.inject({ url })
  expect((await get('/healthz')).json()).toEqual({ status: 'ok' })
  const ready = await get('/readyz')
  expect(ready.json()).toEqual({ database: 'ok', migrations: 'ok', writes: 'ok', engine: 'ok' })
  expect((await get('/metrics')).body).toContain(
    'tongbao_http_seconds_count{method="GET",route="/healthz"',
  )
  await world.sql`insert into schema_migration (number, name, sha256) values (999, '0999_x', '')`
  const behind = await get('/readyz')
  expect([behind.statusCode, behind.json().migrations]).toEqual([503, 'failing'])
})

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWay, path, requestOf as ask, talk, type Way } from './both-ways.ts'

let short: Way
let usual: Way
beforeAll(async () => {
  short = await openWay({ short: true })
  usual = await openWay({ short: false })
})
afterAll(() => Promise.all([short.close(), usual.close()]))

const hear = (way: Way, ...pieces: Buffer[]) => talk(way.port, pieces)

/** Both ways' answers, which are the same, and whether the first took the short one. */
async function both(...pieces: Buffer[]) {
  const before = short.usual()
  const [here, there] = await Promise.all([hear(short, ...pieces), hear(usual, ...pieces)])
  expect(here).toEqual(there)
  return { ...here, isShort: short.usual() === before }
}

test('what is plain is answered by the short way, and just as by the usual one', async () => {
  const plain: [string, string[], number][] = [
    ['{"name":"anna"}', [], 200],
    ['{"name":"anna","more":1}', ['cookie: a=1; b=%7e; c="x"; __proto__=y'], 200],
    ['{"name":"anna"}', ['cookie: a=%ff%', 'x-forwarded-for: 9.9.9.9'], 200],
    ['{"name":"anna"}', ['Sec-Fetch-Site: same-origin', 'Origin: null'], 200],
    ['{"name":"anna"}', ['origin: https://pay.example', 'Connection: Keep-Alive'], 200],
    ['{"name":"anna","act":"refuse"}', [], 401],
    ['{"name":"anna","act":"busy"}', [], 503],
    ['{"name":"anna","act":"fail"}', [], 500],
    ['{"name":"anna","act":"通宝 ’"}', [], 200],
  ]
  for (const [body, headers, status] of plain) {
    const told = await both(ask(body, headers))
    expect([body, told.isShort, told.closed]).toEqual([body, true, false])
    expect(told.text).toContain(`HTTP/1.1 ${status} `)
  }
  const told = await both(...plain.map(([body, headers]) => ask(body, headers)))
  expect(told.text.match(/HTTP\/1\.1/g)).toHaveLength(plain.length)
})

test('what is not goes the usual way', async () => {
  const large = JSON.stringify({ name: 'anna', act: 'x'.repeat(3000) })
  const good = '{"name":"anna"}'
  const text = ask(good).toString()
  const odd: [Buffer, number][] = [
    [ask('{"name":'), 400],
    [ask('{"name":"ANNA"}'), 400],
    [ask('{"name":"anna","act":"a\\u0000"}'), 400],
    [ask('[]'), 400],
    [ask(''), 400],
    [ask(large), 413],
    [ask(good, ['sec-fetch-site: cross-site']), 403],
    [ask(good, ['origin: https://evil.example']), 403],
    [ask(good, ['expect: 100-continue']), 100],
    [ask(good, ['connection: close']), 200],
    [ask(good, ['x-odd:two']), 200],
    [ask(good, ['cookie: a=1', 'cookie: b=2']), 200],
    [Buffer.from(text.replace(path, `${path}?a=1`)), 200],
    [Buffer.from(text.replace('application/json', 'text/plain')), 415],
    [Buffer.from(text.replace('POST', 'PUT')), 404],
    [Buffer.from(text.replace('1.1', '1.0')), 200],
    [
      Buffer.from(
        text
          .replace(/content-length.*/, 'transfer-encoding: chunked')
          .replace(good, 'f\r\n{"name":"anna"}\r\n0\r\n\r\n'),
      ),
      200,
    ],
  ]
  for (const [bytes, status] of odd) {
    const told = await both(bytes)
    expect([bytes.toString(), told.isShort]).toEqual([bytes.toString(), false])
    expect(told.text).toContain(`HTTP/1.1 ${status} `)
    await both(ask(good), bytes)
    await both(bytes, ask(good))
  }
})

test('requests in pieces, and several at once, are answered in their order', async () => {
  const [one, two] = [ask('{"name":"one","act":"wait"}'), ask('{"name":"two"}')]
  const cut = [two.subarray(0, 40), two.subarray(40)]
  const scripts: [Buffer[], string[]][] = [
    [
      [one, two],
      ['one', 'two'],
    ],
    [
      [one, ...cut],
      ['one', 'two'],
    ],
    [
      [...cut, one],
      ['two', 'one'],
    ],
    [[Buffer.concat([one, two])], ['one', 'two']],
    [
      [one, two, one, ...cut],
      ['one', 'two', 'one', 'two'],
    ],
  ]
  for (const [pieces, names] of scripts) {
    const [here, there] = await Promise.all(
      [short, usual].map((way) => talk(way.port, pieces, { quietMs: 250 })),
    )
    expect(here).toEqual(there)
    const answered = [...(here?.text ?? '').matchAll(/"name":"(\w+)","maybe"/g)]
    expect(answered.map(([, name]) => name)).toEqual(names)
  }
})

test('a newcomer for whom there is no time hears the same', async () => {
  const ways = await Promise.all(
    [true, false].map((isShort) => openWay({ short: isShort, full: true })),
  )
  const [here, there] = await Promise.all(
    ways.map((way) => hear(way, ask('{"name":"anna"}'), ask('{'))),
  )
  expect(here).toEqual(there)
  expect(here?.text.match(/HTTP\/1\.1 503 /g)).toHaveLength(2)
  expect(ways.map((way) => way.usual())).toEqual([0, 2])
  await Promise.all(
    ways.map(async (way) => expect(await way.metrics()).toMatch(/^tongbao_busy_total 2$/m)),
  )
  await Promise.all(ways.map((way) => way.close()))
})

test('behind a proxy that is trusted, the caller is who the proxy says', async () => {
  const ways = await Promise.all(
    [true, false].map((isShort) => openWay({ short: isShort, trustProxy: true })),
  )
  const asked = ask('{"name":"anna"}', ['x-forwarded-for: 9.9.9.9'])
  const [here, there] = await Promise.all(ways.map((way) => hear(way, asked)))
  expect(here).toEqual(there)
  expect(here?.text).toContain('"ip":"9.9.9.9"')
  await Promise.all(ways.map((way) => way.close()))
})

test('replies are measured, logged and faults noted alike', async () => {
  const linesOf = (way: Way) =>
    way.lines
      .filter((line) => !line.includes('Server listening'))
      .map((line) =>
        line
          .replace(/"traceId":"[^"]*"/, '')
          .replaceAll(/"(time|stack)":"[^"]*"/g, '')
          .replaceAll(/"ms":\d+/g, ''),
      )
  short.lines.length = usual.lines.length = 0
  await both(
    ask('{"name":"anna"}'),
    ask('{"name":"anna","act":"refuse"}'),
    ask('{"name":"anna","act":"fail"}'),
  )
  expect(linesOf(short)).toEqual(linesOf(usual))
  expect(linesOf(short)).toHaveLength(4)
  const counted = await short.metrics()
  for (const status of [200, 401, 500]) {
    expect(counted).toContain(
      `tongbao_http_seconds_count{method="POST",route="${path}",status="${status}"}`,
    )
  }
  expect(counted).toMatch(/^tongbao_requests_under_way 0$/m)
})

test('while it closes, what is under way is answered and ends its connection, and idle ones go at once', async () => {
  const told = await Promise.all(
    [true, false].map(async (isShort) => {
      const way = await openWay({ short: isShort })
      const idle = talk(way.port, [ask('{"name":"idle"}')], { quietMs: 2000 })
      const busy = talk(way.port, [ask('{"name":"busy","act":"wait"}')], { quietMs: 2000 })
      await new Promise((resume) => setTimeout(resume, 50))
      const from = performance.now()
      await way.close()
      expect(performance.now() - from).toBeLessThan(1000)
      return Promise.all([idle, busy])
    }),
  )
  expect(told[0]).toEqual(told[1])
  expect(told[0]?.map(({ closed }) => closed)).toEqual([true, true])
  expect(told[0]?.[1]?.text).toContain('connection: close')
})

test('a caller who hangs up is no longer under way', async () => {
  await talk(short.port, [ask('{"name":"anna","act":"wait"}')], { firstMs: 20 })
  await new Promise((resume) => setTimeout(resume, 30))
  expect(await short.metrics()).toMatch(/^tongbao_requests_under_way 0$/m)
  await new Promise((resume) => setTimeout(resume, 100))
  expect(await short.metrics()).toMatch(/^tongbao_requests_under_way 0$/m)
})

test('a caller who ends its side early is left as Node leaves it', async () => {
  for (const body of ['{"name":"anna"}', '{"name":"anna","act":"wait"}', '{"name":"an']) {
    const [here, there] = await Promise.all(
      [short, usual].map((way) => talk(way.port, [ask(body)], { quietMs: 250, ends: true })),
    )
    expect(here).toEqual(there)
  }
})

test('a connection on which nothing moves is closed, and one that is answered slowly is not', async () => {
  short.http.server.timeout = 150
  const [silent, slow] = await Promise.all([
    talk(short.port, []),
    talk(short.port, [ask('{"name":"anna","act":"wait"}')]),
  ])
  expect(silent).toEqual({ text: '', closed: true })
  expect([slow.text.includes('200 OK'), slow.closed]).toEqual([true, false])
})

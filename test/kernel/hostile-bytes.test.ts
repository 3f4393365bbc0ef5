import type { Socket } from 'node:net'
import { isDeepStrictEqual } from 'node:util'

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWay, path, talk, type Way } from './both-ways.ts'

let short: Way
let usual: Way
beforeAll(async () => {
  short = await openWay({ short: true })
  usual = await openWay({ short: false })
  for (const way of [short, usual]) way.http.server.prependListener('connection', readInChunks)
})
afterAll(() => Promise.all([short.close(), usual.close()]))

/**
 * Node's parser reads from the handle itself where it can, and then answers each request of a chunk before it reads the next; it
 * reads chunks of a stream whole, TLS's and those that it is handed, so that what cannot be read later in one keeps the answers from
 * going out. Both ways shall do the latter.
 */
function readInChunks(socket: Socket): void {
  Object.assign((socket as unknown as { _handle: object })._handle, { _consumed: true })
}

/** Mostly what is usual, so that most requests are wrong in one place. */
const mostly = (usually: string, ...odd: string[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constant(usually) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )

const line = fc
  .tuple(
    mostly('POST', 'post', 'GET', 'PUT', ' POST', '\r\nPOST', 'POST\t'),
    mostly(
      path,
      `${path}?a=1`,
      `${path}/`,
      `/${path}`,
      `http://pay.example${path}`,
      '/API/hot',
      '*',
      '/healthz',
    ),
    mostly('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1', 'HTTP/1.1\r', ''),
  )
  .map((parts) => parts.join(' '))

const header = fc.constantFrom(
  'cookie: a=1; b=2',
  'cookie: a=%ff%zz; =; ;;',
  'Cookie: __proto__=1; constructor=2',
  'User-Agent: till/1.0 (a; b)',
  'accept: */*',
  'Connection: keep-alive',
  'connection: Keep-Alive',
  'origin: https://pay.example',
  'sec-fetch-site: same-origin',
  'x-forwarded-for: 9.9.9.9',
)

const oddHeader = fc.constantFrom(
  'Transfer-Encoding: chunked',
  'transfer-encoding: identity',
  'transfer-encoding:\tchunked',
  'transfer-encoding : chunked',
  'Transfer-Encoding: chunked, identity',
  'content-length: 0',
  'Content-Length: 15',
  'content-length:15',
  'content-length: +15',
  'content-length: 15, 15',
  'content_length: 3',
  'host: other.example',
  'HOST: pay.example',
  'content-type: text/plain',
  'Content-Type: application/json',
  'connection: close',
  'connection: keep-alive, close',
  'Connection: upgrade',
  'Connection: content-length',
  'proxy-connection: close',
  'upgrade: websocket',
  'Upgrade: h2c',
  'expect: 100-continue',
  'expect: something',
  'te: trailers',
  'trailer: x',
  'keep-alive: timeout=1',
  'origin: https://evil.example',
  'origin: null',
  'sec-fetch-site: cross-site',
  'x: ',
  'x:',
  'x: y ',
  'x: y\tz',
  'x:  y',
  ': y',
  'x y: z',
  'x\u0000: y',
  'x: \u0000',
  'x: \u007f',
  'x: \u00e9',
  '\u00e9: x',
  'x: y\r\n folded: z',
  'x: y\r\n\tfolded',
  ' x: y',
  'x: y\n',
  'x: y\rz: 1',
  'x: y\ncontent-length: 3',
  '__proto__: x',
  'constructor: x',
  `x: ${'y'.repeat(5000)}`,
  `x: ${'y'.repeat(20_000)}`,
)

const body = mostly(
  '{"name":"anna"}',
  '{"name":"anna","act":"refuse"}',
  '{"name":"anna","act":"fail"}',
  '{"name":"ANNA"}',
  '{"name":"anna","act":"\u00e9"}',
  '{"name":"anna",',
  '',
  ' {"name":"anna"} \r\n',
  'f\r\n{"name":"anna"}\r\n0\r\n\r\n',
  `{"name":"anna","act":"${'x'.repeat(3000)}"}`,
)

const nameOf = (text: string): string => text.slice(0, text.indexOf(':')).toLowerCase()

const request = fc
  .record({
    line,
    host: mostly('host: pay.example', 'Host: pay.example:80', 'host:pay.example', ''),
    type: mostly(
      'content-type: application/json',
      'Content-Type: application/json; charset=utf-8',
      'content-type: application/jsonp',
      '',
    ),
    headers: fc.uniqueArray(header, { maxLength: 4, selector: nameOf }),
    odd: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(oddHeader, { minLength: 1, maxLength: 2 }) },
    ),
    length: fc.oneof(
      { weight: 40, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -16, max: 16 }) },
    ),
    end: mostly('\r\n', '\n', '\r', '\r\n\r\n'),
    body,
    turn: fc.nat(),
  })
  .map((made) => {
    const lines = [
      made.host,
      made.type,
      ...made.headers,
      ...made.odd,
      `content-length: ${made.body.length + made.length}`,
    ]
    const kept = lines.filter((text) => text !== '')
    const at = made.turn % kept.length
    const turned = [...kept.slice(at), ...kept.slice(0, at)]
    return Buffer.from(
      [made.line, ...turned, ''].join(made.end === '\r\n\r\n' ? '\r\n' : made.end) +
        made.end +
        made.body,
      'latin1',
    )
  })

/** Requests one after another, cut where no request ends, or not cut. */
const script = fc
  .tuple(
    fc.array(request, { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(), { maxLength: 2 }),
    fc.nat({ max: 3 }),
  )
  .map(([requests, cuts, glue]) => {
    if (glue > 0) return requests
    const whole = Buffer.concat(requests)
    const at = [...cuts.map((cut) => cut % whole.length), whole.length].toSorted((a, b) => a - b)
    return at
      .map((to, n) => whole.subarray(n === 0 ? 0 : at[n - 1], to))
      .filter(({ length }) => length > 0)
  })

/** Pieces that meet on their way are one chunk, as it happens: a difference counts where it comes each time. */
async function compare(pieces: Buffer[], tries = 5): Promise<void> {
  const [here, there] = await Promise.all(
    [short, usual].map((way) => talk(way.port, pieces, { quietMs: 150, firstMs: 150 })),
  )
  if (isDeepStrictEqual(here, there)) return
  if (tries > 1) return compare(pieces, tries - 1)
  expect(here, JSON.stringify(pieces.map(String))).toEqual(there)
}

test('whatever bytes come, the short way means by them what Node does', async () => {
  const before = { short: short.usual(), usual: usual.usual() }
  const scripts = fc.array(script, { minLength: 12, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      for (const one of await Promise.allSettled(all.map((pieces) => compare(pieces)))) {
        if (one.status === 'rejected') throw one.reason
      }
    }),
    { numRuns: 40, endOnFailure: true },
  )
  // A good part of them was plain, and a good part was not.
  const [all, handed] = [usual.usual() - before.usual, short.usual() - before.short]
  expect(handed).toBeGreaterThan(all * 0.2)
  expect(handed).toBeLessThan(all * 0.9)
}, 120_000)

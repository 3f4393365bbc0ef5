import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createHttp, createLoad, type Http } from '#kernel/http.ts'
import { createLog } from '#kernel/log.ts'
import { createMetrics } from '#kernel/metrics.ts'
import { refuse, statusOf } from '#wire/failures.ts'

let http: Http
let base: string
let handled = 0
beforeAll(async () => {
  const metrics = createMetrics()
  // Nobody is welcome, and nothing was answered in the last second: always full.
  const load = createLoad({ waitMaxMs: 10, metrics, alwaysWelcome: 0 })
  const config = { bodyBytesMax: 1000, trustProxy: false, publicUrl: undefined }
  const log = createLog({ level: 'silent' })
  http = createHttp({ config, log, metrics, load, statusOf, ready: {} })
  const { failure } = refuse('BUSY', { detail: { waitSeconds: 1 } })
  load.guard('POST /api/guarded', failure)
  for (const url of ['/api/guarded', '/api/open', '/api/refusing']) {
    http.post(url, async () => {
      handled++
      if (url === '/api/refusing') throw Object.assign(new Error('away'), { statusCode: 503 })
      return { done: true }
    })
  }
  base = await http.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => http.close())

const post = async (path: string, text = '{}') => {
  const headers = { 'content-type': 'application/json' }
  const reply = await request(`${base}${path}`, { method: 'POST', headers, body: text })
  return { ...reply, body: (await reply.body.json()) as { error?: Record<string, unknown> } }
}

test('a newcomer at a guarded path hears "busy" before anything is done, and at others is served', async () => {
  for (const path of ['/api/guarded', '/api/guarded?again=1']) {
    const told = await post(path)
    expect(told.statusCode).toBe(503)
    expect(told.headers['retry-after']).toBe('1')
    expect(told.body.error?.['code']).toBe('BUSY')
    expect(told.body.error?.['traceId']).toBe(told.headers['trace_id'])
  }
  expect(handled).toBe(0)
  expect((await post('/api/open')).body).toEqual({ done: true })
  const read = await request(`${base}/api/guarded`)
  expect(read.statusCode).toBe(404)
  await read.body.dump()
  const counted = await (await request(`${base}/metrics`)).body.text()
  expect(counted).toMatch(/^tongbao_busy_total 2$/m)
})

test('it hears it with the headers of any other refusal', async () => {
  const own = new Set(['retry-after', 'date'])
  const namesOf = (headers: object) => Object.keys(headers).filter((name) => !own.has(name))
  const [told, refused] = [await post('/api/guarded'), await post('/api/refusing')]
  expect(refused.statusCode).toBe(503)
  expect(namesOf(told.headers).toSorted()).toEqual(namesOf(refused.headers).toSorted())
  expect(told.headers['content-security-policy']).toBe(refused.headers['content-security-policy'])
})

test('a body that it does not wait for leaves the connection in order', async () => {
  const large = JSON.stringify({ text: 'x'.repeat(500_000) })
  for (let n = 0; n < 3; n++) expect((await post('/api/guarded', large)).statusCode).toBe(503)
  expect((await post('/api/open')).body).toEqual({ done: true })
})

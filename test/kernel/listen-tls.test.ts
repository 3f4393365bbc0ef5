import { request } from 'node:https'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { listenTls } from '#kernel/http.ts'
import { tlsMaterial } from '#kernel/tls.ts'

import { openWorld } from '../setup/world.ts'

type Answer = { status: number; cookie: string; body: string }

const post = (port: number, ca: string, path: string, body: object) =>
  new Promise<Answer>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request(
      { host: '127.0.0.1', port, ca, path, method: 'POST', headers },
      (reply) => {
        let text = ''
        reply.on('data', (chunk: Buffer) => (text += chunk.toString()))
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            cookie: String(reply.headers['set-cookie']),
            body: text,
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })

test('over HTTPS the same routes answer, with cookies that never leave HTTPS', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tongbao-tls-'))
  const { cert, key, caPem = '' } = await tlsMaterial({ dataDir })
  const world = await openWorld()
  const door = await listenTls(world.app.http, { host: '127.0.0.1', port: 0, cert, key })
  try {
    const shop = await world.shop()
    const reply = await post(door.port, caPem, '/api/till/login', shop.login('cashier'))
    expect(reply.status).toBe(200)
    expect(reply.cookie).toMatch(/^tongbao_till=.*HttpOnly; Secure; SameSite=Strict$/)
  } finally {
    await Promise.all([door.close(), world.close()])
    await rm(dataDir, { recursive: true })
  }
})

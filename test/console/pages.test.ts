import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type World } from '../setup/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbao-pages-'))
let world: World
beforeAll(async () => {
  mkdirSync(join(folder, 'home/icons'), { recursive: true })
  writeFileSync(join(folder, 'home/icons/favicon-32.png'), 'coin')
  world = await openWorld({ webFolder: folder })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const open = (url: string, accept: string) => world.app.http.inject({ url, headers: { accept } })
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

test('a person at an address where nothing is reads so, in both languages, with a way on', async () => {
  for (const url of ['/nope', '/wallet/nope', '/a/b.txt']) {
    const page = await open(url, browser)
    expect(page.statusCode).toBe(404)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    for (const part of ['没有这个页面', 'There is no such page', '<a href="/">']) {
      expect(page.body).toContain(part)
    }
  }
})

test('programs, and whoever asks the API, get JSON', async () => {
  for (const [url, accept] of [
    ['/nope', '*/*'],
    ['/wallet/assets/gone.js', '*/*'],
    ['/api/nope', browser],
  ] as const) {
    const reply = await open(url, accept)
    expect(reply.statusCode).toBe(404)
    expect(reply.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
  }
})

test('the coin is the icon of every address', async () => {
  const icon = await open('/favicon.ico', 'image/*')
  expect(icon.statusCode).toBe(200)
  expect(icon.headers['content-type']).toBe('image/png')
  expect(icon.body).toBe('coin')
})

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { describeSettings } from '#config'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { World } from './world.ts'

const world = new World()
let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
  await world.prepare()
})
afterAll(async () => {
  await database.drop()
  await world.remove()
})

const withDatabase = (args: string[]) => world.run(args, { DATABASE_URL: database.url })

test('npx finds the command of the checkout', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const out = await new Promise<string>((resolve) => {
    // Never fetched from the registry, where the name may be another's.
    const env = { ...process.env, npm_config_yes: 'false' }
    execFile('npx', ['tongbao', '--help'], { cwd: root, env }, (_, text) => resolve(text))
  })
  expect(out).toContain('Usage: tongbao')
  expect(out).toContain('tongbao phone code --phone 13800000001')
  expect(out).toContain('TONGBAO_PORT')
})

test('the help of start and the list of settings leave no setting out', async () => {
  const names = describeSettings().map((setting) => setting.name)
  for (const args of [['start', '--help'], ['settings']]) {
    const { out, status } = await world.run(args)
    expect(status).toBe(0)
    expect(names.filter((name) => !out.includes(name))).toEqual([])
  }
})

test('a line that cannot be read is answered with status 2 and a hint', async () => {
  const strange = await world.run(['strat'])
  expect(strange.status).toBe(2)
  expect(strange.err).toContain('Did you mean start?')
  const bare = await world.run(['phone', 'code'])
  expect(bare.status).toBe(2)
  expect(bare.err).toContain('--phone')
})

test('what goes wrong as expected is a sentence, and JSON for programs', async () => {
  const wrong = await world.run(['phone', 'code', '--phone', '123', '--json'])
  expect(wrong.status).toBe(1)
  expect(wrong.err.split('\n')).toHaveLength(1)
  expect(JSON.parse(wrong.out)).toMatchObject({ error: { code: 'PHONE_INVALID' } })
  const setting = await world.run(['audit'], { TONGBAO_PORT: 'high' })
  expect(setting.status).toBe(1)
  expect(setting.err).toContain('TONGBAO_PORT is "high", but must be a port from 1 to 65535')
})

test('an audit tells when there is nothing, when all is well, and what is broken', async () => {
  const nothing = await world.run(['audit'])
  expect(nothing.status).toBe(1)
  expect(nothing.err).toContain('There are no books')

  const well = await withDatabase(['audit'])
  expect(well.status).toBe(0)
  expect(well.out).toContain('Every rule holds')

  await database.sql`insert into account values ('o', 'balance', 'CNY', 0, 0, 0, now())`
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update account set balance = 5 where owner_id = 'o'`
  })
  const broken = await withDatabase(['audit', '--json'])
  expect(broken.status).toBe(1)
  const found = JSON.parse(broken.out) as { ok: boolean; broken: { what: string }[] }
  expect(found.ok).toBe(false)
  expect(found.broken[0]?.what).toContain('o/balance')
  expect((await withDatabase(['audit'])).out).toMatch(/BROKEN +balances/)
})

test('migrate says what it did', async () => {
  const done = await withDatabase(['migrate'])
  expect(done.status).toBe(0)
  expect(done.out).toMatch(/^The database \(127\.0\.0\.1:\d+\/test_\w+\) is up to date\.$/)
})

test('a password never shows', async () => {
  const secret = 'postgres://someone:very-secret@127.0.0.1:1/nowhere'
  const done = await world.run(['migrate'], { DATABASE_URL: secret })
  expect(done.status).toBe(1)
  expect(done.err + done.out).not.toContain('very-secret')
  expect(done.err).toContain('The database at 127.0.0.1:1/nowhere cannot be used: ')
  expect(done.err.split('\n')).toHaveLength(1)
})

test('a phone without a town asks no server of its own choice and leaves nothing behind', async () => {
  const folder = join(tmpdir(), `tongbao-none-${process.pid}`)
  for (const verb of ['code', 'balance']) {
    const done = await world.run(['phone', verb, '--phone', '13800000001'], {
      TONGBAO_DATA: folder,
    })
    expect(done.status).toBe(1)
    expect(done.err).toContain(
      `No town.json in ${folder}: start Tongbao there, or set TONGBAO_DATA`,
    )
  }
  expect(existsSync(folder)).toBe(false)
})

test('a payment password that cannot be one is refused before anybody is asked', async () => {
  const nowhere = ['--phone', '13800000009', '--server', 'http://127.0.0.1:1', '--password']
  const letters = await world.run(['phone', 'confirm', ...nowhere, 'abc'])
  expect(letters.err).toBe('--password must be six digits.')
  const weak = await world.run(['phone', 'login', ...nowhere, '123456'])
  expect(weak.status).toBe(1)
  expect(weak.err).toContain('This payment password is easy to guess')
})

test('a phone that is not ours is left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-phone-'))
  const server = ['--server', 'http://127.0.0.1:1', '--password', '246813']
  const done = await world.run(['phone', 'code', '--phone', '13800000009', ...server], {
    TONGBAO_DATA: folder,
  })
  expect(done.status).toBe(1)
  expect(done.err).toContain('Tongbao does not answer at http://127.0.0.1:1')
  rmSync(folder, { recursive: true })
})

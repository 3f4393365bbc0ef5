import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { openStand, type Stand } from './stand.ts'

const world = new World()
let stand: Stand
beforeAll(async () => {
  await world.prepare()
  stand = await openStand()
})
afterAll(async () => {
  await stand.shut()
  await world.remove()
})

const run = (...args: string[]) => world.run([...args, '--server', stand.endpoint])

test('faults are set, listed, exported, put back and cleared', async () => {
  const options = '--method alipay.trade.pay --times all --then failure --delay 3s --skip 2'
  const added = await run('fault', 'add', 'waiting', ...options.split(' '), '--json')
  expect(JSON.parse(added.out)).toMatchObject({
    kind: 'waiting',
    method: 'alipay.trade.pay',
    skip: 2,
    times: null,
    delayMs: 3000,
    outcome: 'failure',
  })
  const exported = await run('fault', 'export')
  expect((await run('fault', 'clear')).status).toBe(0)
  expect(JSON.parse((await run('fault', 'list', '--json')).out)).toEqual({ faults: [], events: [] })
  const file = join(world.folder, 'faults.json')
  writeFileSync(file, exported.out)
  expect((await run('fault', 'import', file)).out).toMatch(/waiting .*0\/2 .*0\/∞ .*3s .*failure/)
  const wrong = await run('fault', 'add', 'explode')
  expect(wrong).toMatchObject({ status: 1 })
  expect(wrong.err).toContain('notify-after')
  const unmet = await run('fault', 'add', 'busy', '--method', 'alipay.trade.pai')
  expect(unmet).toMatchObject({ status: 1 })
  expect(unmet.err).toMatch(
    /^method: busy knows no alipay\.trade\.pai\. Send one of .*alipay\.trade\.pay,/,
  )
})

test('the time is shown and moved, and a wrong one is a sentence', async () => {
  const before = JSON.parse((await run('time', '--json')).out)
  expect(before.next).toBeNull()
  const after = JSON.parse((await run('time', '+1h30m', '--json')).out)
  expect(after.offsetMs - before.offsetMs).toBe(5_400_000)
  expect((await run('time')).out).toContain('90m')
  expect((await run('time', 'yesterday')).err).toContain('goes forward alone')
  expect(await run('time', '--next')).toMatchObject({
    status: 1,
    err: 'Nothing waits for its time.',
  })
})

test('a town that cannot be read ends the command, also while its starter keeps a channel open', async () => {
  const file = join(world.folder, 'bad-town.json')
  writeFileSync(file, '{"people":[{"name":"Bob","phone":"12"}]}')
  const bin = fileURLToPath(new URL('../../bin/tongbao.js', import.meta.url))
  const child = fork(bin, ['stand-in', '--town', file], { stdio: 'ignore' })
  const status = await new Promise((resolve) => child.once('exit', resolve))
  expect(status).toBe(1)
})

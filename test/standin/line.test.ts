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
  expect((await run('fault', 'list')).out).toBe(
    'No faults: everything works. Set one with `tongbao fault add`.',
  )
  expect((await run('fault', 'import', file)).out).toMatch(/waiting .*0\/2 .*0\/∞ .*3s .*failure/)
  const [head = '', row = ''] = (await run('fault', 'list')).out.split(/\n {2}/)
  expect(head.trim().split(/ {2,}/)).toEqual([
    'fault',
    'kind',
    'method',
    'app or bank',
    'let through',
    'spoilt',
    'delay',
    'then',
  ])
  expect(row.indexOf('waiting')).toBe(head.indexOf('kind'))
  const wrong = await run('fault', 'add', 'explode')
  expect(wrong).toMatchObject({ status: 1 })
  expect(wrong.err).toContain('notify-after')
  const unmet = await run('fault', 'add', 'busy', '--method', 'alipay.trade.pai')
  expect(unmet).toMatchObject({ status: 1 })
  expect(unmet.err).toMatch(
    /^method: busy knows no alipay\.trade\.pai\. Send one of .*alipay\.trade\.pay,/,
  )
})

test('what was typed wrong is named as it was typed', async () => {
  const said = async (...options: string[]) => {
    const { status, err } = await run('fault', 'add', 'waiting', ...options)
    return [status, err]
  }
  expect(await said('--then', 'maybe')).toEqual([
    1,
    '--then must be success, failure, silence, not maybe.',
  ])
  expect(await said('--times', '0')).toEqual([
    1,
    '--times must be a whole number from 1 to 1000000, or all, not 0.',
  ])
  expect(await said('--skip', '1.5')).toEqual([
    1,
    '--skip must be a whole number from 0 to 1000000, not 1.5.',
  ])
  expect(await said('--delay', '5m')).toEqual([1, '--delay must be at most 60s, not 5m.'])
  expect(await said('--app', '')).toEqual([
    1,
    '--app must be a text of at most 32 characters, not empty.',
  ])
  const late = await run('fault', 'add', 'late', '--then', 'failure')
  expect(late.err).toBe('--then goes with the kind waiting alone.')
})

test('the time is shown and moved, and a wrong one is a sentence', async () => {
  const before = JSON.parse((await run('time', '--json')).out)
  expect(before.next).toBeNull()
  const after = JSON.parse((await run('time', '+1h30m', '--json')).out)
  expect(after.offsetMs - before.offsetMs).toBe(5_400_000)
  const { out } = await world.run(['time', '--server', stand.endpoint], { TZ: 'Asia/Shanghai' })
  expect(out).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\+8 \(Asia\/Shanghai\) {2}1 hour 30 minutes ahead of the real time$/,
  )
  const chinese = await world.run(['time', '--server', stand.endpoint], { LC_ALL: 'zh_CN.UTF-8' })
  expect(chinese.out).toMatch(/ {2}比真实时间快 1 小时 30 分钟$/)
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

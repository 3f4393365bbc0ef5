import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { failureAnswer } from '#gateway/failure.ts'
import { success } from '#gateway/codes.ts'
import { type RefusalCode, type SubCode, subCodes } from '#gateway/sub-codes.ts'
import { failureCodes } from '#wire/codes.ts'

import { calls } from './provoke/call.ts'
import { funds } from './provoke/fund.ts'
import { shares } from './provoke/share.ts'
import { type Provocations, toolsOf, type Tools } from './provoke/tools.ts'
import { trades } from './provoke/trade.ts'
import { openStand, shutAudited, type Stand } from './stand.ts'

/** Complete by its type: a code without a call that provokes it does not compile. */
const provocations: Provocations<SubCode> = { ...calls, ...trades, ...shares, ...funds }

let stand: Stand
let tools: Tools
beforeAll(async () => {
  stand = await openStand()
  tools = toolsOf(stand, await stand.open())
})
afterAll(() => shutAudited(stand))

/** A sentence in Chinese, then one in English. */
const inBoth = /^[\u4e00-\u9fff][^。]*。[^\u4e00-\u9fff]+\.$/

const known = Object.entries(subCodes) as [RefusalCode, readonly SubCode[]][]

describe.each(known)('%s', (code, all) => {
  test.each(all)('%s, in Chinese and in English', async (subCode) => {
    const told = await provocations[subCode](tools)
    expect(told).toMatchObject({ subCode, subMsg: expect.stringMatching(inBoth) })
    if (told.code !== undefined) expect(told.code).toBe(code)
  })
})

const all = known.flatMap(([, codes]) => codes)

test('each code stands once, and no call provokes another', () => {
  expect(new Set(all).size).toBe(all.length)
  expect(Object.keys(provocations).toSorted()).toEqual([...all].toSorted())
})

test('what the house fails by is said in these words alone', () => {
  for (const code of failureCodes) expect(all).toContain(failureAnswer(code).sub_code)
})

test('the two codes that are no refusal', async () => {
  const payer = await stand.person(10)
  const named = { totalAmount: '1.00', subject: '茶' }
  expect(await tools.pay(payer, named)).toMatchObject({ code: '10000', msg: 'Success' })
  const asked = await stand.person(10, { passwordFreeLimit: 0n })
  const waiting = await tools.pay(asked, named)
  expect(waiting).toMatchObject({ code: '10003', msg: ' order success pay inprocess' })
  expect(waiting).not.toHaveProperty('subCode')
  expect(success({}, '10003').msg).toBe(' order success pay inprocess')
})

test('the guide says each of them, by its code, and no other', () => {
  const file = fileURLToPath(new URL('../../docs/guides/gateway.md', import.meta.url))
  const guide = readFileSync(file, 'utf8')
  const errors = guide.slice(guide.indexOf('\n## Errors'), guide.indexOf('\n## What differs'))
  const said = errors.split('\n').flatMap((line) => {
    const [, code, names = ''] = /^\| `(\d{5})` \| ([^|]*) \|/.exec(line) ?? []
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => `${code} ${name}`)
  })
  const ours = known.flatMap(([code, codes]) => codes.map((name) => `${code} ${name}`))
  expect([...new Set(said)].toSorted()).toEqual(ours.toSorted())
})

import { randomBytes } from 'node:crypto'

import { expect, test } from 'vitest'

import { nextCode } from '../../src/command/phone/code.ts'
import type { PhoneDevice, PhoneFile } from '../../src/command/phone/file.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { defaultFormat, stepAt } from '#paycode/derive.ts'
import { handlesFor, seedOf } from '#paycode/issue.ts'
import { candidates, match } from '#paycode/resolve.ts'

const keyring = parseKeyring(freshKeyringText())
const key = { deviceNo: 4_711n, generation: 1, seedKeyId: 'k1' }
const nowMs = Date.UTC(2026, 4, 1, 8, 0, 20)
const now = stepAt(nowMs)

function phone(minutes: number): { file: PhoneFile; device: PhoneDevice } {
  const list = handlesFor(keyring, defaultFormat, {
    deviceNo: key.deviceNo,
    firstStep: now,
    count: minutes,
  })
  const device: PhoneDevice = {
    deviceId: 'd',
    seed: Buffer.from(seedOf(keyring, key)).toString('base64'),
    codeFormat: defaultFormat,
    handles: { firstStep: now, list },
    syncedAt: nowMs,
  }
  const file: PhoneFile = {
    version: 1,
    phone: '13800000001',
    session: null,
    offsetMs: 0,
    device,
    used: {},
  }
  return { file, device }
}

/** Who the platform takes a code to be from: the minute and the counter. */
function resolve(code: string, atMs: number): string | undefined {
  for (const candidate of candidates(keyring, defaultFormat, [code], atMs)[0]!) {
    const presented = { candidate, device: key, code, contexts: [''] }
    const matched = match(keyring, defaultFormat, presented)
    if (matched) return `${candidate.step - now}/${matched.n}`
  }
  return undefined
}

test('a minute gives sixteen codes, each accepted at once, then asks to wait', () => {
  const { file, device } = phone(60)
  const made = Array.from({ length: 16 }, () => nextCode(file, device, nowMs))
  const resolved = made.map((code) => (typeof code === 'number' ? code : resolve(code.code, nowMs)))
  const counters = [0, 1, 2, 3, 4, 5, 6, 7]
  expect(resolved).toEqual([...counters.map((n) => `0/${n}`), ...counters.map((n) => `1/${n}`)])
  expect(nextCode(file, device, nowMs)).toBe(40_000)
  expect(nextCode(file, device, nowMs + 40_000)).toMatchObject({ expiresAt: (now + 3) * 60_000 })
})

test('a code is shown until its minute ends', () => {
  const { file, device } = phone(60)
  expect(nextCode(file, device, nowMs)).toMatchObject({ expiresAt: (now + 1) * 60_000 })
})

test('minutes that are over are forgotten, those near are not', () => {
  const { file, device } = phone(60)
  file.used = { [now - 6]: 8, [now - 5]: 3, [now]: 8 }
  nextCode(file, device, nowMs)
  expect(file.used).toEqual({ [now - 5]: 3, [now]: 8, [now + 1]: 1 })
})

test('seeds are random enough to tell phones apart', () => {
  const { file, device } = phone(2)
  const other = { ...device, seed: randomBytes(32).toString('base64') }
  const code = nextCode(file, other, nowMs)
  expect(typeof code === 'number' ? code : resolve(code.code, nowMs)).toBeUndefined()
})

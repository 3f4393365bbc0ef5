import { expect, test } from 'vitest'

import { CodePool } from '#bench/load/codes.ts'
import type { Round } from '#bench/load/protocol.ts'
import { Requests } from '#bench/load/requests.ts'
import { codesAhead } from '#bench/load/timetable.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { defaultFormat } from '#paycode/derive.ts'
import { candidates, match } from '#paycode/resolve.ts'

test('requests come back as they were added, from however many pieces', () => {
  const requests = new Requests()
  const sizes = [1, 700_000, 400_000, 1_048_576, 5, 0, 1_048_570, 9]
  const added = sizes.map((size, index) => Buffer.alloc(size, `${index}`))
  for (const request of added) requests.add(request)
  expect(requests.count).toBe(sizes.length)
  for (const request of added) expect(requests.take()?.equals(request)).toBe(true)
  expect(requests.take()).toBeUndefined()
  expect(() => requests.add(Buffer.alloc(1_048_577))).toThrow('1048577 bytes')
})

test('a code of a long round is good when its request is due, and five seconds later', () => {
  const keyring = parseKeyring(freshKeyringText())
  const devices = Array.from({ length: 50 }, (_, index) => ({
    deviceNo: BigInt(index) * 7_654_321n,
    generation: 1,
    seedKeyId: keyring.seed[0].id,
  }))
  const byNo = new Map(devices.map((device) => [device.deviceNo, device]))
  const isGood = (code: string, nowMs: number) =>
    candidates(keyring, defaultFormat, [code], nowMs)[0]?.some((candidate) => {
      const device = byNo.get(candidate.deviceNo)
      return device && match(keyring, defaultFormat, { candidate, device, code, contexts: [''] })
    })
  const round: Round = {
    name: 'long',
    door: 'gateway',
    mode: { kind: 'open', connections: 1, perSecond: 5 },
    seconds: 180,
    ready: 900,
    merchants: 'all',
    ports: [],
  }
  const startMs = Date.now() + 123_456
  const codes = codesAhead(new CodePool(keyring, defaultFormat, devices), round, startMs)
  expect(new Set(codes).size).toBe(900)
  const stale = codes.filter((code, index) => {
    const dueMs = startMs + index * 200
    return !isGood(code, dueMs) || !isGood(code, dueMs + 5000)
  })
  expect(stale).toEqual([])
  expect(isGood(codes[0]!, startMs + 180_000)).toBe(false)
})

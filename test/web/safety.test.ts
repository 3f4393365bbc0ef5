import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import type { SafetyEvent } from '#wire/event.ts'

const stored = new Map<string, string>()

beforeAll(() => {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
})
beforeEach(() => stored.clear())
afterAll(() => void vi.unstubAllGlobals())

/** The module as a tab that was just opened has it. */
async function openTab() {
  vi.resetModules()
  return await import('#web/wallet/session/safety.ts')
}

const added = (eventId: string, mark?: string): SafetyEvent => ({
  eventId,
  at: Date.now(),
  kind: 'device_added',
  deviceName: 'Android',
  merchantName: null,
  ...(mark !== undefined && { mark }),
})

test('what one tab does alarms no other tab of the browser', async () => {
  const one = await openTab()
  const two = await openTab()
  const mark = one.drawMark()
  expect(two.isOwnDoing(added('1', mark))).toBe(true)
  expect(one.isOwnDoing(added('1', mark))).toBe(true)
})

test('what was tried twice is the own doing twice, in whatever order it is told', async () => {
  const tab = await openTab()
  const [first, second] = [tab.drawMark(), tab.drawMark()]
  expect(first).not.toBe(second)
  expect(tab.isOwnDoing(added('2', second))).toBe(true)
  const later = await openTab()
  expect(later.isOwnDoing(added('1', first))).toBe(true)
})

test('another device is news, at the same moment and with a mark that was seen', async () => {
  const tab = await openTab()
  const mark = tab.drawMark()
  expect(tab.isOwnDoing(added('1', mark))).toBe(true)
  expect(tab.isOwnDoing(added('2'))).toBe(false)
  expect(tab.isOwnDoing(added('3', 'a'.repeat(32)))).toBe(false)
  expect(tab.isOwnDoing(added('4', mark))).toBe(false)
})

test('a device that was turned off here is the own doing for half a minute', async () => {
  const tab = await openTab()
  const revoked = (at: number): SafetyEvent => ({ ...added('1'), kind: 'device_revoked', at })
  expect(tab.isOwnDoing(revoked(Date.now()))).toBe(false)
  tab.noteOwnDoing('device_revoked')
  expect(tab.isOwnDoing(revoked(Date.now() + 1000))).toBe(true)
  expect(tab.isOwnDoing(revoked(Date.now() + 60_000))).toBe(false)
  expect(tab.isOwnDoing(revoked(Date.now() - 60_000))).toBe(false)
})

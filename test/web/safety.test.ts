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

const added = (eventId: string, at = Date.now()): SafetyEvent => ({
  eventId,
  at,
  kind: 'device_added',
  deviceName: 'Android',
  merchantName: null,
})

test('what one tab does alarms no other tab of the browser', async () => {
  const one = await openTab()
  const two = await openTab()
  one.noteOwnDoing('device_added')
  expect(two.isOwnDoing(added('1'))).toBe(true)
  expect(one.isOwnDoing(added('1'))).toBe(true)
})

test('a second device at the same moment is news', async () => {
  const tab = await openTab()
  tab.noteOwnDoing('device_added')
  expect(tab.isOwnDoing(added('1'))).toBe(true)
  expect(tab.isOwnDoing(added('2'))).toBe(false)
})

test('what was done long before or after is news', async () => {
  const tab = await openTab()
  expect(tab.isOwnDoing(added('1'))).toBe(false)
  tab.noteOwnDoing('device_added')
  expect(tab.isOwnDoing(added('2', Date.now() + 60_000))).toBe(false)
  expect(tab.isOwnDoing(added('3', Date.now() - 60_000))).toBe(false)
})

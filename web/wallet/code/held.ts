import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { importSeed } from '#paycode/derive.ts'
import { api } from '#web/client/api.ts'
import { ApiFailure, outcomeUnknown } from '#web/client/failure.ts'
import { useOnline } from '#web/client/online.ts'
import { createStore, recall, remember, useStore } from '#web/ui/store.ts'
import type { DeviceIssued, DeviceRequest, HandlesReply, HandlesRequest } from '#wire/wallet.ts'

import { drawMark } from '../session/safety.ts'
import { learnClock, serverNow } from './clock.ts'
import { deviceName } from './device-name.ts'
import { handlesEnd, joinHandles, needsHandles } from './handles.ts'
import { forgetUnanswered, noteAsked, noteRefused, unansweredOf } from './unanswered.ts'
import { readHeld, removeHeld, writeHeld, type Held } from './vault.ts'

const heldQuery = queryOptions({
  queryKey: ['seed'],
  queryFn: readHeld,
  staleTime: Infinity,
  gcTime: Infinity,
  refetchOnWindowFocus: false,
})

/** What this phone holds; `undefined` while the store is read. */
export const useHeld = () => useQuery(heldQuery).data

const revokedKey = 'tongbao.revoked'
const revoked = createStore(recall(revokedKey) === 'yes')
/**
 * Whether the key was removed because the phone was revoked: the page says why until codes are
 * turned on again.
 */
export const useRevoked = () => useStore(revoked)

function tellRevoked(next: boolean): void {
  remember(revokedKey, next ? 'yes' : null)
  revoked.set(next)
}

async function keep(cache: QueryClient, held: Held): Promise<void> {
  await writeHeld(held)
  cache.setQueryData(heldQuery.queryKey, held)
}

/** Removes the key and the handles from this phone. */
export async function dropHeld(cache: QueryClient, why: 'revoked' | 'chosen'): Promise<void> {
  await removeHeld()
  tellRevoked(why === 'revoked')
  cache.setQueryData(heldQuery.queryKey, null)
}

const knownKey = 'tongbao.device'

/**
 * The entry this phone has in the member's list from before, so that it does not get a second one.
 */
function knownDevice(memberId: string): Pick<DeviceRequest, 'deviceId'> {
  const [owner, deviceId] = (recall(knownKey) ?? '').split(' ')
  return owner === memberId && deviceId ? { deviceId } : {}
}

/** Asks for a device. Where no answer comes, the next time asks for the same one. Throws ApiFailure. */
async function askForDevice(
  memberId: string,
  wish: Pick<DeviceRequest, 'name' | 'paymentPassword'>,
): Promise<DeviceIssued> {
  const [mark, unanswered] = [drawMark(), unansweredOf(memberId)]
  noteAsked(memberId, mark)
  const request: DeviceRequest = { ...wish, mark, unanswered, ...knownDevice(memberId) }
  try {
    return await api.post<DeviceIssued>('/api/wallet/devices', request)
  } catch (thrown) {
    if (thrown instanceof ApiFailure && !outcomeUnknown(thrown)) noteRefused(memberId, mark)
    throw thrown
  }
}

/**
 * Turns payment codes on for this phone. The seed is imported as a key that cannot be read again
 * and its bytes are wiped; the answer is the only time they pass. Throws ApiFailure.
 */
export async function turnOn(cache: QueryClient, memberId: string, paymentPassword: string) {
  const name = deviceName(navigator.userAgent)
  const issued = await askForDevice(memberId, { name, paymentPassword })
  learnClock(issued.serverTime, Date.now())
  const seed = Uint8Array.from(atob(issued.seed), (letter) => letter.charCodeAt(0))
  const key = await importSeed(seed)
  seed.fill(0)
  const { deviceId, handles, codeFormat: format } = issued
  await keep(cache, { deviceId, memberId, name, key, format, handles })
  remember(knownKey, `${memberId} ${deviceId}`)
  forgetUnanswered()
  tellRevoked(false)
  // Asks the browser not to clear the store when space runs low; a refusal changes nothing now.
  await navigator.storage?.persist?.().catch(() => false)
}

/** Fetches the handles that are missing up to 72 hours from now. A revoked phone loses its key. */
async function topUp(cache: QueryClient, held: Held): Promise<void> {
  const request: HandlesRequest = { fromStep: handlesEnd(held.handles) }
  try {
    const path = `/api/wallet/devices/${held.deviceId}/handles`
    const reply = await api.post<HandlesReply>(path, request)
    learnClock(reply.serverTime, Date.now())
    await keep(cache, { ...held, handles: joinHandles(held.handles, reply.handles, serverNow()) })
  } catch (thrown) {
    if (!(thrown instanceof ApiFailure)) throw thrown
    // What was dropped here meanwhile is no news.
    const still = cache.getQueryData(heldQuery.queryKey)?.deviceId === held.deviceId
    if (thrown.code === 'DEVICE_REVOKED' && still) await dropHeld(cache, 'revoked')
    // Anything else is tried again: what is held lasts for days.
  }
}

const topUpEveryMs = 10 * 60_000

/** Keeps this phone in handles whenever it is online; also how it learns that it was revoked. */
export function useTopUp(cache: QueryClient): void {
  const held = useHeld()
  const online = useOnline()
  const deviceId = held?.deviceId
  useEffect(() => {
    if (!deviceId || !online) return
    const ask = async (always: boolean) => {
      const now = cache.getQueryData(heldQuery.queryKey)
      if (now && (always || needsHandles(now.handles, serverNow()))) await topUp(cache, now)
    }
    void ask(true)
    const timer = setInterval(() => void ask(false), topUpEveryMs)
    return () => clearInterval(timer)
  }, [cache, deviceId, online])
}

/** Asks at once whether this phone may still make codes; after a device was revoked somewhere. */
export async function checkHeld(cache: QueryClient): Promise<void> {
  const held = cache.getQueryData(heldQuery.queryKey)
  if (held) await topUp(cache, held)
}

import type { QueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'

import { dropHeld } from '../code/held.ts'
import { readHeld } from '../code/vault.ts'
import { forgetMember } from '../session/me.ts'
import { noteOwnDoing } from '../session/safety.ts'

/**
 * A server that can’t be reached must not keep anyone logged in on the phone: what is lost there
 * expires by itself.
 */
async function tryTo(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (thrown) {
    if (!(thrown instanceof ApiFailure)) throw thrown
  }
}

/**
 * Ends the session. `remove` also revokes this phone and removes its key; `keep` leaves its payment
 * codes working.
 */
export async function logOut(cache: QueryClient, codes: 'keep' | 'remove'): Promise<void> {
  const held = await readHeld()
  if (held && codes === 'remove') {
    noteOwnDoing('device_revoked')
    await tryTo(() => api.delete(`/api/wallet/devices/${held.deviceId}`))
    await dropHeld(cache, 'chosen')
  }
  await tryTo(() => api.post('/api/wallet/logout', {}))
  forgetMember(cache)
}

import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { recall, remember } from '#web/ui/store.ts'
import type { DeviceRename, Devices } from '#wire/wallet.ts'

import { noteOwnDoing } from '../session/safety.ts'

const path = '/api/wallet/devices'
const queryKey = ['devices']

const key = 'tongbao.devices'

function keep(devices: Devices): Devices {
  remember(key, JSON.stringify(devices))
  return devices
}

function lastKnown(): Devices | undefined {
  const text = recall(key)
  return text ? (JSON.parse(text) as Devices) : undefined
}

export const forgetDevices = () => remember(key, null)

/** The payer's phones; as last seen where there is no network. */
export const useDevices = () =>
  useQuery({
    queryKey,
    queryFn: async ({ signal }) => keep(await api.get<Devices>(path, { signal })),
    initialData: lastKnown,
    initialDataUpdatedAt: 0,
  })

/** Renames and revokes; the list follows. Both throw ApiFailure. */
export function useDeviceActs() {
  const cache = useQueryClient()
  return {
    rename: async (deviceId: string, name: string) => {
      const request: DeviceRename = { name }
      await api.patch(`${path}/${deviceId}`, request)
      await cache.invalidateQueries({ queryKey })
    },
    revoke: async (deviceId: string) => {
      noteOwnDoing('device_revoked')
      cache.setQueryData(queryKey, keep(await api.delete<Devices>(`${path}/${deviceId}`)))
    },
  }
}

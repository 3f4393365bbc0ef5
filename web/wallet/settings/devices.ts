import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import type { DeviceRename, Devices } from '#wire/wallet.ts'

import { noteOwnDoing } from '../session/safety.ts'

const path = '/api/wallet/devices'
const queryKey = ['devices']

export const useDevices = () =>
  useQuery({ queryKey, queryFn: ({ signal }) => api.get<Devices>(path, { signal }) })

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
      cache.setQueryData(queryKey, await api.delete<Devices>(`${path}/${deviceId}`))
    },
  }
}

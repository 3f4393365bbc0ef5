import { Type } from 'typebox'

import { take, type Http } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'
import {
  DeviceIssued,
  DeviceRename,
  DeviceRequest,
  Devices,
  HandlesReply,
  HandlesRequest,
} from '#wire/wallet.ts'

import type { MemberDeps } from '../deps.ts'
import { moreHandles } from '../device/handles.ts'
import { issueDevice } from '../device/issue.ts'
import { listDevices, readDeviceNo } from '../device/list.ts'
import { renameDevice } from '../device/rename.ts'
import { revokeDevice } from '../device/revoke.ts'
import { formatOf } from '../me.ts'
import { walletOf } from '../wallet-of.ts'

const params = Type.Object({ deviceId: Type.String({ maxLength: 32 }) })
const told = (summary: string) => ({ tags: ['wallet'], summary })

export function addDeviceRoutes(http: Http, deps: MemberDeps): void {
  const { sql, clock } = deps

  http.post(
    '/api/wallet/devices',
    {
      schema: {
        ...told('Turn payment codes on for a phone'),
        body: DeviceRequest,
        response: { 200: DeviceIssued },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return take(await issueDevice(deps, subject, request.body))
    },
  )

  http.get(
    '/api/wallet/devices',
    { schema: { ...told('The payer’s phones'), response: { 200: Devices } } },
    async (request) => listDevices(sql, (await walletOf(deps, request)).subject),
  )

  http.post(
    '/api/wallet/devices/:deviceId/handles',
    {
      schema: {
        ...told('The handles that a phone lacks'),
        params,
        body: HandlesRequest,
        response: { 200: HandlesReply },
      },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const deviceNo = readDeviceNo(request.params.deviceId)
      if (deviceNo === undefined) return take(refuse('DEVICE_REVOKED'))
      const want = { memberId, deviceNo, ...request.body }
      return take(await moreHandles({ ...deps, format: formatOf(deps.config) }, want))
    },
  )

  http.patch(
    '/api/wallet/devices/:deviceId',
    {
      schema: { ...told('Rename a phone'), params, body: DeviceRename, response: { 200: Devices } },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const deviceNo = readDeviceNo(request.params.deviceId)
      take(await renameDevice(sql, { memberId, deviceNo, name: request.body.name }))
      return listDevices(sql, memberId)
    },
  )

  http.delete(
    '/api/wallet/devices/:deviceId',
    { schema: { ...told('Turn a phone’s codes off'), params, response: { 200: Devices } } },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const deviceNo = readDeviceNo(request.params.deviceId)
      take(await revokeDevice(sql, { memberId, deviceNo, now: clock() }))
      return listDevices(sql, memberId)
    },
  )
}

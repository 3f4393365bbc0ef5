import { hostname } from 'node:os'

import type { DeviceIssued, DeviceRequest, HandlesReply } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import type { PhoneDevice, PhoneFile } from './file.ts'
import { ApiFailure, Unreachable } from './http.ts'
import { ask, requirePassword, type Phone } from './phone.ts'

/** How old the server's last word on the device may be before a phone that is online asks again. */
const syncAgeMsMax = 60_000
const syncPatienceMs = 2000

/** Turns payment codes on: a new device, or a new generation of the one this phone had. */
export async function issueDevice(phone: Phone, file: PhoneFile): Promise<PhoneDevice> {
  const request = (deviceId: string | undefined) =>
    ask<DeviceIssued>(phone, file, {
      method: 'POST',
      path: '/api/wallet/devices',
      body: {
        paymentPassword: requirePassword(phone),
        name: `tongbao phone on ${hostname()}`.slice(0, 64),
        ...(deviceId === undefined ? {} : { deviceId }),
      } satisfies DeviceRequest,
    })
  const had = file.device?.deviceId
  let issued: DeviceIssued
  try {
    issued = await request(had)
  } catch (error) {
    // The server may no longer know the device of before, above all when its data are new.
    if (had === undefined || !(error instanceof ApiFailure) || !isGone(error)) throw error
    issued = await request(undefined)
  }
  const { deviceId, seed, handles, codeFormat } = issued
  file.device = { deviceId, seed, handles, codeFormat, syncedAt: Date.now() }
  // A code is burned by device, minute and counter: a new generation must not count from 0 again.
  if (deviceId !== had) file.used = {}
  return file.device
}

const isGone = (error: ApiFailure): boolean =>
  ['DEVICE_REVOKED', 'NOT_FOUND'].includes(error.code) || [404, 410].includes(error.status)

/**
 * Makes sure that the phone can make codes in `step`. Whenever it is online it fetches the handles
 * that are missing, and a device that was revoked is turned on again; without a network it goes on
 * with what it holds.
 */
export async function readyDevice(
  phone: Phone,
  file: PhoneFile,
  options: { step: number; offline: boolean },
): Promise<PhoneDevice> {
  const { step, offline } = options
  if (!file.device) {
    if (offline) throw noHandles('has no payment codes yet')
    return issueDevice(phone, file)
  }
  const holds = hasHandle(file.device, step)
  const age = Date.now() - file.device.syncedAt
  if (holds && (offline || (age >= 0 && age < syncAgeMsMax))) return file.device
  if (offline) throw noHandles('has used up its handles')
  try {
    return await fetchHandles(phone, file, file.device, step)
  } catch (error) {
    if (error instanceof ApiFailure && isGone(error)) return issueDevice(phone, file)
    const passing = error instanceof Unreachable || (error as ApiFailure).status >= 500
    if (holds && passing) return file.device
    throw error
  }
}

const noHandles = (what: string) =>
  new CommandFailure('NO_HANDLES', `This phone ${what}, and needs the server once.`)

export const hasHandle = (device: PhoneDevice, step: number): boolean =>
  device.handles.list[step - device.handles.firstStep] !== undefined

async function fetchHandles(
  phone: Phone,
  file: PhoneFile,
  device: PhoneDevice,
  step: number,
): Promise<PhoneDevice> {
  // The minute before stays held: a clock that is set back a little must not need the server.
  const firstKept = step - 1
  const kept = device.handles.list.slice(Math.max(0, firstKept - device.handles.firstStep))
  const keptFrom = Math.max(firstKept, device.handles.firstStep)
  const fromStep = kept.length === 0 ? firstKept : keptFrom + kept.length
  const reply = await ask<HandlesReply>(phone, file, {
    method: 'POST',
    path: `/api/wallet/devices/${device.deviceId}/handles`,
    body: { fromStep },
    timeoutMs: syncPatienceMs,
  })
  const { firstStep, list } = reply.handles
  const joins = kept.length > 0 && firstStep === keptFrom + kept.length
  if (joins) device.handles = { firstStep: keptFrom, list: [...kept, ...list] }
  else if (list.length > 0) device.handles = { firstStep, list }
  device.syncedAt = Date.now()
  return device
}

import { setTimeout as sleep } from 'node:timers/promises'

import { compose, otpSync, refreshMax, stepAt, stepMs } from '#paycode/derive.ts'

import { answer, note } from '../say.ts'
import { hasHandle, readyDevice } from './device.ts'
import type { PhoneDevice, PhoneFile } from './file.ts'
import { change, findPhone, type PhoneOptions } from './phone.ts'

/**
 * A payment code and when the phone takes it off its screen: milliseconds of the server's clock.
 */
type Code = { code: string; expiresAt: number }

/** `tongbao phone code`: prints a payment code that no other call has printed or will print. */
export async function code(options: PhoneOptions & { offline?: boolean }): Promise<void> {
  const phone = findPhone(options)
  for (;;) {
    const made = await change(phone, async (file) => {
      const step = stepAt(Date.now() + file.offsetMs)
      const device = await readyDevice(phone, file, { step, offline: options.offline ?? false })
      return nextCode(file, device, Date.now() + file.offsetMs)
    })
    if (typeof made !== 'number') {
      const expiresAtText = new Date(made.expiresAt).toISOString()
      answer(options.json, { ...made, expiresAtText }, made.code)
      return
    }
    note(`All codes of this minute are used; waiting ${Math.ceil(made / 1000)} s for the next one.`)
    await sleep(made)
  }
}

/**
 * Takes the next unused code of this minute, or of the next, which the platform accepts a minute
 * early. Where both are used up, the milliseconds until the minute turns.
 */
export function nextCode(file: PhoneFile, device: PhoneDevice, nowMs: number): Code | number {
  const now = stepAt(nowMs)
  for (const step of Object.keys(file.used)) {
    if (Number(step) < now - 5) delete file.used[step]
  }
  for (const step of [now, now + 1]) {
    const n = file.used[step] ?? 0
    if (n >= refreshMax || !hasHandle(device, step)) continue
    file.used[step] = n + 1
    return { code: codeOf(device, step, n), expiresAt: (step + 1) * stepMs }
  }
  return (now + 1) * stepMs - nowMs
}

function codeOf(device: PhoneDevice, step: number, n: number): string {
  const { codeFormat, handles } = device
  const handle = handles.list[step - handles.firstStep]!
  const seed = Buffer.from(device.seed, 'base64')
  return compose(codeFormat, handle, otpSync(seed, step, n, '', codeFormat.otpDigits))
}

import { genuine, type Facts, type Presented } from '#engine/facts.ts'
import { compose, defaultFormat, split, stepAt, stepMs } from '#paycode/derive.ts'

import type { Present } from './load.ts'
import { seeded } from './random.ts'

/**
 * Payment codes as a book that both the phones and the database's reader look into, in place of FF1 and HMAC, which would take nine
 * tenths of a simulated day. What the engine sees is the same: unknown, miss, stale or match, by the same windows.
 */
export type CodeBook = {
  make: (phone: { deviceNo: bigint; generation: number }, step: number, n: number) => string
  present: Present
}

const refreshes = 8
const digits = (value: number, length: number) => String(value).padStart(length, '0')

export function createCodeBook(seed: number): CodeBook {
  const random = seeded(seed)
  const handles = new Map<string, string>()
  const owners = new Map<string, { deviceNo: bigint; step: number }>()
  const handleOf = (deviceNo: bigint, step: number): string => {
    const key = `${deviceNo}/${step}`
    const known = handles.get(key)
    if (known) return known
    let handle = ''
    do handle = digits(random.below(10_000_000_000), defaultFormat.handleDigits)
    while (owners.has(handle))
    handles.set(key, handle)
    owners.set(handle, { deviceNo, step })
    return handle
  }
  const otpOf = (phone: { deviceNo: bigint; generation: number }, step: number, n: number) =>
    digits(mixed(`${phone.deviceNo}/${phone.generation}/${step}/${n}`) % 1_000_000, 6)

  return {
    make: (phone, step, n) =>
      compose(defaultFormat, handleOf(phone.deviceNo, step), otpOf(phone, step, n)),
    async present(commands, facts: Facts, now, findDevices) {
      const found = commands.map((command) => {
        const parts = split(defaultFormat, command.code)
        return {
          command,
          parts,
          owner: typeof parts === 'string' ? null : owners.get(parts.handle),
        }
      })
      const devices = await findDevices(found.flatMap(({ owner }) => owner ?? []))
      const look = ({ parts, owner }: (typeof found)[number]): Presented => {
        if (typeof parts === 'string') return { kind: 'malformed', why: parts }
        const device = owner && devices.get(owner.deviceNo)
        if (!owner || !device) return { kind: 'unknown' }
        const { step } = owner
        const away = step - stepAt(now)
        const n = Array.from({ length: refreshes }, (_, at) => otpOf(device, step, at)).indexOf(
          parts.otp,
        )
        if (Math.abs(away) <= 1) {
          if (n < 0) return { kind: 'miss', deviceNo: device.deviceNo, step }
          return { kind: 'match', ...genuine(device, step, n) }
        }
        if (n < 0 || away < -60 || away > 5) return { kind: 'unknown' }
        const ageSeconds = away > 0 ? -60 * away : Math.round((now - (step + 1) * stepMs) / 1000)
        return { kind: 'stale', ageSeconds, ...genuine(device, step, n) }
      }
      for (const one of found) {
        facts.presented.set(one.command, { mac: macOf(one.command.code), code: look(one) })
      }
    },
  }
}

export const macOf = (code: string): string => `mac:${code}`

/** FNV-1a with a last stir: spreads a short text over 32 bits. */
function mixed(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
  return (hash ^ (hash >>> 15)) >>> 0
}

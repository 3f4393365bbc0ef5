import type { Keyring } from '#kernel/keys.ts'
import { compose, refreshMax, stepAt, type CodeFormat } from '#paycode/derive.ts'
import { handlesFor, seedOf, type DeviceKey } from '#paycode/issue.ts'
import { otpsSync } from '#paycode/otp.ts'

/** One minute of one device: its handle, and the one-time part of each n. */
type Minute = { handle: string; otps: string[] }
type Step = { used: number; minutes: (Minute | undefined)[] }

/**
 * Payment codes as phones would make them, each given out once. A device shows eight a minute, and a code of the minute
 * before or after the server's own is good as well: 24 a device at any moment, 8 more each minute.
 */
export class CodePool {
  readonly #keyring: Keyring
  readonly #format: CodeFormat
  readonly #devices: readonly DeviceKey[]
  readonly #seeds: (Uint8Array | undefined)[] = []
  readonly #steps = new Map<number, Step>()

  constructor(keyring: Keyring, format: CodeFormat, devices: readonly DeviceKey[]) {
    this.#keyring = keyring
    this.#format = format
    this.#devices = devices
  }

  /** Codes that are good from `fromMs` to `untilMs`, in an order that lets payers take turns; fewer where they run out. */
  take(count: number, fromMs: number, untilMs: number): string[] {
    const oldest = stepAt(untilMs) - 1
    const newest = stepAt(fromMs) + 1
    const past = stepAt(Date.now()) - 1
    for (const step of this.#steps.keys()) if (step < past) this.#steps.delete(step)
    const codes: string[] = []
    for (let step = oldest; step <= newest && codes.length < count; step++) {
      const kept = this.#step(step)
      const end = Math.min(kept.used + count - codes.length, this.#devices.length * refreshMax)
      while (kept.used < end) {
        const code = this.#code(kept, step, kept.used++)
        if (code !== undefined) codes.push(code)
      }
    }
    return codes
  }

  /** How many codes `take` could give. */
  left(fromMs: number, untilMs: number): number {
    let count = 0
    for (let step = stepAt(untilMs) - 1; step <= stepAt(fromMs) + 1; step++) {
      count += this.#devices.length * refreshMax - this.#step(step).used
    }
    return count
  }

  #step(step: number): Step {
    const known = this.#steps.get(step) ?? { used: 0, minutes: [] }
    this.#steps.set(step, known)
    return known
  }

  /** Undefined where the digits were given out before: two of a minute's eight are alike once in 36,000 minutes. */
  #code(kept: Step, step: number, index: number): string | undefined {
    const count = this.#devices.length
    // Another starting point each minute and n; 7919 is a prime that no crowd's size is a multiple of.
    const n = Math.floor(index / count)
    const at = (((index % count) * 7919 + step + n * 31) % count) | 0
    const device = this.#devices[at]!
    const minute = (kept.minutes[at] ??= this.#minute(at, device, step))
    const otp = minute.otps[n]!
    return minute.otps.indexOf(otp) === n ? compose(this.#format, minute.handle, otp) : undefined
  }

  #minute(at: number, device: DeviceKey, step: number): Minute {
    const seed = (this.#seeds[at] ??= seedOf(this.#keyring, device))
    const range = { deviceNo: device.deviceNo, firstStep: step, count: 1 }
    const [handle = ''] = handlesFor(this.#keyring, this.#format, range)
    return { handle, otps: otpsSync(seed, step, '', this.#format.otpDigits) }
  }
}

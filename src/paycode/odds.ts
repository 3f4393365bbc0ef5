import { refreshMax } from './derive.ts'
import { liveOffsets } from './resolve.ts'

export type OddsInput = {
  /** Devices that can pay now. At most 10^handleDigits. */
  readonly devices: number
  readonly handleDigits: number
  readonly otpDigits: number
  /** Live steps times `handle` keys in the ring. */
  readonly steps?: number
  /** Otps that one device accepts in a step: refreshes times contexts tried. */
  readonly refresh?: number
}

/**
 * The probability that one random code with the right prefix pays: in one of `steps` steps its
 * handle names one of `devices` devices, and its otp is one of the `refresh` that the device
 * accepts. Exact where the draws of a device's otps are independent, as HMAC's are. A float,
 * since it is a probability and never an amount.
 */
export function guessOdds(input: OddsInput): number {
  const { devices, handleDigits, otpDigits } = input
  const { steps = liveOffsets.length, refresh = refreshMax } = input
  const named = devices / 10 ** handleDigits
  if (!(named >= 0 && named <= 1)) throw new Error('must hold: there is a handle for every device')
  return onceIn(steps, named * onceIn(refresh, 10 ** -otpDigits))
}

/**
 * The probability that at least one of `tries` guesses of odds `odds` hits: 1 - (1 - odds)^tries,
 * without cancellation.
 */
export const onceIn = (tries: number, odds: number): number =>
  -Math.expm1(tries * Math.log1p(-odds))

/**
 * Wrong codes allowed in one window of ten minutes, by who presents them; `handle` is for one
 * device's handle in one step. Passing a presenter's budget blocks it and raises an alarm;
 * passing a handle's kills that handle for its minute. The document computes the odds that these
 * leave.
 */
export const guessBudget = { merchant: 100, terminal: 30, address: 200, handle: 5 } as const

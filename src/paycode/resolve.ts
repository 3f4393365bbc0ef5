import { keyOf, type Keyring } from '#kernel/keys.ts'

import { split, stepAt, type CodeFormat } from './derive.ts'
import { devicesOf } from './handle.ts'
import { seedOf, type DeviceKey } from './issue.ts'
import { findRefresh } from './otp.ts'

/**
 * A device number that the code's handle would stand for, had it been made in this step. Most
 * name no device.
 */
export type Candidate = { readonly deviceNo: bigint; readonly step: number }

/**
 * Steps that count as now, as offsets: a phone's clock may be a minute off, and scanning takes
 * time.
 */
export const liveOffsets: readonly number[] = [0, -1, 1]

/** An hour back and five minutes ahead, nearest first. */
const staleOffsets: readonly number[] = Array.from({ length: 66 }, (_, index) => index - 60)
  .filter((offset) => !liveOffsets.includes(offset))
  .toSorted((a, b) => Math.abs(a) - Math.abs(b))

function undo(
  keyring: Keyring,
  format: CodeFormat,
  codes: readonly string[],
  steps: readonly number[],
): Candidate[][] {
  const parts = codes.map((code) => split(format, code))
  const handles = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.handle]))
  const byKey = keyring.handle.map((key) => devicesOf(key, format.handleDigits, handles, steps))
  let from = 0
  return parts.map((part) => {
    if (typeof part === 'string') return []
    const at = from
    from += steps.length
    return byKey.flatMap((devices) =>
      steps.map((step, index): Candidate => ({ deviceNo: devices[at + index]!, step })),
    )
  })
}

const stepsAround = (nowMs: number, offsets: readonly number[]): number[] =>
  offsets.map((offset) => stepAt(nowMs) + offset).filter((step) => step >= 0)

/**
 * Who may have made each of these codes: one candidate for each live step and each `handle` key of
 * the ring, the likeliest first (current key, this minute). The work is the same for every
 * well-formed code, known or not, and many codes at once cost far less than one by one. Empty for
 * a code that is not of the format; `split` says why.
 */
export const candidates = (
  keyring: Keyring,
  format: CodeFormat,
  codes: readonly string[],
  nowMs: number,
): Candidate[][] => undo(keyring, format, codes, stepsAround(nowMs, liveOffsets))

/**
 * Who may have made these codes in the hour before or the five minutes after the live steps,
 * nearest step first within a key. Only to say how old a refused code is, so that a wrong clock
 * is seen: never to accept one.
 */
export const staleCandidates = (
  keyring: Keyring,
  format: CodeFormat,
  codes: readonly string[],
  nowMs: number,
): Candidate[][] => undo(keyring, format, codes, stepsAround(nowMs, staleOffsets))

/** What `match` compares: a known device against the code that was scanned. */
export type Presented = {
  readonly candidate: Candidate
  readonly device: DeviceKey
  readonly code: string
  /** The contexts that may have been bound into the code; the empty string for none. */
  readonly contexts: readonly string[]
}

/** A code's refresh counter, and the context it was bound to. */
export type Matched = { readonly n: number; readonly context: string }

/**
 * The refresh counter and the context under which the device made this code in the candidate's
 * step, or undefined when it did not. Otps are compared as whole numbers, in one machine
 * instruction each, and every n and every context is tried before a code is refused: the time a
 * refusal takes does not tell how near a guess was. A code that fits is known at the first n that
 * does, which says of its time what its holder knows.
 * Should two of them give the same digits, the first context and lowest n win.
 */
export function match(
  keyring: Keyring,
  format: CodeFormat,
  presented: Presented,
): Matched | undefined {
  const { candidate, device, code, contexts } = presented
  const parts = split(format, code)
  if (typeof parts === 'string' || candidate.deviceNo !== device.deviceNo) return undefined
  // Taking a leaked seed key out of the ring turns every code made with it off, and breaks nothing.
  if (!keyOf(keyring, 'seed', device.seedKeyId)) return undefined
  const seed = seedOf(keyring, device)
  const shown = { otp: Number(parts.otp), digits: format.otpDigits }
  for (const context of contexts) {
    const n = findRefresh(seed, { step: candidate.step, context }, shown)
    if (n !== undefined) return { n, context }
  }
  return undefined
}

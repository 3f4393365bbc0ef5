import { stepAt, stepMs } from '#paycode/derive.ts'
import type { Handles } from '#wire/wallet.ts'

/** The handle of a minute, or undefined where this phone holds none for it. */
export const handleAt = (handles: Handles, step: number): string | undefined =>
  handles.list[step - handles.firstStep]

/** The first step without a handle. */
export const handlesEnd = (handles: Handles) => handles.firstStep + handles.list.length

/** Until when codes can be made without a network, in milliseconds since 1970. */
export const offlineUntil = (handles: Handles) => handlesEnd(handles) * stepMs

/**
 * Handles for at least this many minutes ahead are enough not to ask for more: 71 of the 72 hours.
 */
const enoughSteps = 71 * 60

export const needsHandles = (handles: Handles, now: number) =>
  handlesEnd(handles) < stepAt(now) + enoughSteps

/**
 * Joins what came to what is held and drops the minutes that are over. A gap keeps only what came.
 */
export function joinHandles(held: Handles, came: Handles, now: number): Handles {
  const overlap = handlesEnd(held) - came.firstStep
  const joins = overlap >= 0 && came.firstStep >= held.firstStep
  const whole = joins
    ? { firstStep: held.firstStep, list: [...held.list, ...came.list.slice(overlap)] }
    : came
  // One minute back stays: the clock may be corrected.
  const past = Math.max(0, Math.min(stepAt(now) - 1 - whole.firstStep, whole.list.length))
  return { firstStep: whole.firstStep + past, list: whole.list.slice(past) }
}

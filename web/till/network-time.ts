import { beijingText } from '#kernel/clock.ts'

/** Minutes that Beijing, the network's zone, is ahead of UTC. */
const beijingMinutes = 8 * 60

/** Minutes that this browser is ahead of UTC at that moment, in milliseconds since 1970. */
const browserMinutes = (at: number) => -new Date(at).getTimezoneOffset()

/** A moment in the network's time, by which days and order numbers go: `2026-03-05 14:07:09`. */
export const networkTime = beijingText

/** The same with its zone: `2026-03-05 14:07:09 GMT+8 (Asia/Shanghai)`. */
export const networkTimeWithZone = (at: number) => `${beijingText(at)} GMT+8 (Asia/Shanghai)`

/** Whether a clock beside this browser shows another time than the network's, so that the zone must be said. */
export const isElsewhere = (at: number, minutes = browserMinutes(at)) => minutes !== beijingMinutes

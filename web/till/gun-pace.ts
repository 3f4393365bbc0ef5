import { createStore, recall, remember, useStore } from '#web/ui/store.ts'

import { gunDefaults } from './gun.ts'

const key = 'tongbao.till.gunGapMillis'
/** Below, fast guns fall apart; above, fast people become guns. */
export const gapMillisMin = 20
export const gapMillisMax = 120

const read = Number(recall(key))
const valid = read >= gapMillisMin && read <= gapMillisMax
const gap = createStore<number>(valid ? read : gunDefaults.gapMillis)

/** The milliseconds between two keys up to which they may be a gun's; kept in this browser, since the gun stays with it. */
export const useGunGap = () => useStore(gap)
export function setGunGap(millis: number): void {
  remember(key, String(millis))
  gap.set(millis)
}

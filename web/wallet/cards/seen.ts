import { createStore, recall, remember, useStore } from '#web/ui/store.ts'

const key = 'tongbao.topups-seen'
const keptMax = 20

const seen = createStore<readonly string[]>(recall(key)?.split(' ') ?? [])

/** The top-ups whose refusal was read on this phone: they are no news. */
export const useSeen = (): readonly string[] => useStore(seen)

export function noteSeen(requestNo: string): void {
  if (seen.get().includes(requestNo)) return
  const next = [...seen.get(), requestNo].slice(-keptMax)
  seen.set(next)
  remember(key, next.join(' '))
}

export function forgetSeen(): void {
  seen.set([])
  remember(key, null)
}

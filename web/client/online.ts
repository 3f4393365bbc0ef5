import { createStore, useStore } from '#web/ui/store.ts'

/**
 * Whether the server answers: the browser's own opinion, corrected by the event stream, which
 * notices a router without a line behind it.
 */
const online = createStore(navigator.onLine)
addEventListener('online', () => online.set(true))
addEventListener('offline', () => online.set(false))

export const setOnline = (next: boolean) => online.set(next && navigator.onLine)
export const onlineNow = () => online.get()
export const useOnline = () => useStore(online)

import { createStore } from '#web/ui/store.ts'

/** What the day's list is searched for. A receipt's bar code, scanned, lands here too. */
export const search = createStore('')
export const searchToday = (text: string) => search.set(text.slice(0, 64))

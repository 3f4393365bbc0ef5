import { firstCharacters } from '#web/ui/characters.ts'
import { createStore } from '#web/ui/store.ts'
import { charactersMax } from '#wire/limits.ts'

/** What the day's list is searched for. A receipt's bar code, scanned, lands here too. */
export const search = createStore('')
export const searchToday = (text: string) =>
  search.set(firstCharacters(text, charactersMax.daySearch))

import { createStore, recall, remember, useStore } from './store.ts'

export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

const key = 'tongbao.language'

/** The stored choice, else the first of the browser's languages that we speak, else English. */
function preferred(): Language {
  const stored = languages.find((language) => language === recall(key))
  if (stored) return stored
  for (const tag of navigator.languages) {
    const match = languages.find((language) => tag.toLowerCase().startsWith(language))
    if (match) return match
  }
  return 'en'
}

const current = createStore<Language>(preferred())
const label = () => (document.documentElement.lang = current.get() === 'zh' ? 'zh-CN' : 'en')

/** Sets the page's `lang` and keeps it so; call once before the first render. */
export function startLanguage(): void {
  current.follow(label)
  label()
}

/** Chooses a language; kept in this browser. */
export function setLanguage(next: Language): void {
  remember(key, next)
  current.set(next)
}

export const useLanguage = () => useStore(current)

/**
 * Makes an app's words: `export const useWords = wordsOf({ zh, en })`, where `words.en.ts` declares
 * `en: typeof zh`, so that the compiler sees a missing key.
 */
export function wordsOf<T>(dictionary: Record<Language, T>): () => T {
  return () => dictionary[useLanguage()]
}

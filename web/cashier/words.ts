import { wordsOf } from '#web/ui/language.ts'

import { en } from './words.en.ts'
import { zh, type Words } from './words.zh.ts'

/** The cashier desk's words in the page's language. */
export const useWords = wordsOf<Words>({ zh, en })

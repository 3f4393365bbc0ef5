import { wordsOf } from '#web/ui/language.ts'

import { en } from './en.ts'
import { zh } from './zh.ts'

export const useWords = wordsOf({ zh, en })

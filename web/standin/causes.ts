import { wordsOf } from '#web/ui/language.ts'
import { causeWords } from '#wire/standin-words.ts'

export const useCauses = wordsOf(causeWords)

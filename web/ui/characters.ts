import type { FormEvent } from 'react'

import { countCharacters } from '#kernel/plain-text.ts'

import { wordsOf } from './language.ts'

// A browser’s own `maxlength` counts an emoji twice where the server counts it once, and cuts what is
// pasted without a word.

const useWords = wordsOf({
  zh: (count: number, max: number) => `太长了：有 ${count} 个字符，最多 ${max} 个。`,
  en: (count: number, max: number) =>
    `Too long: this has ${count} characters, and ${max} is the most.`,
})

/** What to say of a text that has more characters than the server takes; undefined of one that fits. */
export function useTooLong(): (text: string, max: number) => string | undefined {
  const say = useWords()
  return (text, max) => {
    const count = countCharacters(text)
    return count > max ? say(count, max) : undefined
  }
}

type Typed = FormEvent<HTMLInputElement | HTMLTextAreaElement>

/** For a field that the browser itself checks: it says so there, and the form is not sent. */
export function useCharactersMax(): (max: number) => { onInput: (event: Typed) => void } {
  const tooLong = useTooLong()
  return (max) => ({
    onInput: ({ currentTarget: field }) => field.setCustomValidity(tooLong(field.value, max) ?? ''),
  })
}

/** As many characters of a text as a search takes; none is cut in two. */
export const firstCharacters = (text: string, max: number): string =>
  text.length <= max ? text : [...text].slice(0, max).join('')

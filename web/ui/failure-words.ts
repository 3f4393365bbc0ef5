import type { FailureCode } from '#wire/codes.ts'

import { failureWordsEn } from './failure-words.en.ts'
import { failureWordsZh } from './failure-words.zh.ts'
import { useLanguage, type Language } from './language.ts'

export type Detail = Readonly<Record<string, string | number | boolean>>
/** Who reads it: the one who pays, or the one at the till. */
export type Audience = 'payer' | 'cashier'
/**
 * What the network did instead of answering; made by the page, never by the server. A write may
 * have reached the server even so: the connection can break between the question and the answer.
 */
export type NetworkCode = 'OFFLINE' | 'TIMEOUT'
export type Sentence = (detail: Detail) => string
/** One sentence for everybody, or one for each side. */
export type FailureWords = Record<FailureCode | NetworkCode, Sentence | Record<Audience, Sentence>>

const dictionaries: Record<Language, FailureWords> = { zh: failureWordsZh, en: failureWordsEn }

export interface FailureLike {
  code: string
  message?: string | undefined
  detail?: Detail | undefined
}

/**
 * A failure in words: what happened, whether money moved, what to do now. A code that this page
 * does not know falls back to the server's own message.
 */
export function sayFailure(failure: FailureLike, language: Language, audience: Audience): string {
  const words = dictionaries[language]
  if (!Object.hasOwn(words, failure.code)) return failure.message || failure.code
  const entry = words[failure.code as FailureCode]
  const sentence = typeof entry === 'function' ? entry : entry[audience]
  return sentence(failure.detail ?? {})
}

/**
 * `sayFailure` in the page's language. Where a password was asked for a `setting`, and no money was
 * about to move, nothing is said of it.
 */
export function useFailureWords(
  audience: Audience,
  about: 'money' | 'setting' = 'money',
): (failure: FailureLike) => string {
  const language = useLanguage()
  const detail = about === 'setting' ? { setting: true } : {}
  return (failure) =>
    sayFailure({ ...failure, detail: { ...failure.detail, ...detail } }, language, audience)
}

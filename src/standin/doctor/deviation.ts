import iconv from 'iconv-lite'

import { bytesOf, splitUrlencoded, utf8Bytes } from '#gateway/parameter.ts'

import type { DoctorCause as Cause } from '#wire/standin.ts'

import { type Draft, withPairs, withValues } from './draft.ts'
import type { Pair, Paste } from './paste.ts'
import { isJson, rewritings } from './rewrite.ts'

/** One usual mistake: what it does to the text that is signed. Those of one `group` exclude each other. */
export type Deviation<T> = { cause: Cause; group: string; apply: (from: T) => T }

type Form = Extract<Paste, { pairs: unknown }>

/** The usual mistakes of whoever signs parameters, the likeliest first. */
export function formDeviations(form: Form): Deviation<Draft>[] {
  return [
    ...signTypeDeviations(form),
    deviation('EMPTY_VALUES', 'empty', dropEmpty),
    deviation('VALUES_ENCODED', 'value', asReceived),
    ...encodings.map((encode) => deviation('VALUES_ENCODED', 'value', mapText(encode))),
    deviation('VALUES_DECODED_TWICE', 'value', mapText(percentDecoded)),
    deviation('VALUES_DECODED_TWICE', 'value', mapText(formDecoded)),
    deviation('BLANKS', 'blank', mapText(blanksAsPlus)),
    deviation(
      'BLANKS',
      'blank',
      mapText((text) => (isJson(text) ? blanksAsPlus(text) : text)),
    ),
    deviation('BLANKS', 'blank', mapText(plusAsBlanks)),
    deviation('BLANKS', 'blank', mapText(trimmed)),
    deviation('ORDER', 'order', (draft) => ({ ...draft, order: 'received' })),
    deviation('ORDER', 'order', (draft) => ({ ...draft, order: 'letters' })),
    deviation('QUOTED', 'quote', (draft) => ({ ...draft, quote: '"' })),
    deviation('HTML_ESCAPED', 'html', mapText(htmlUnescaped)),
    deviation('HTML_ESCAPED', 'html', mapText(htmlEscaped)),
    ...rewritings.flatMap((ways, group) =>
      ways.map((way) => deviation('JSON_ALTERED', `json${group}`, mapText(onJson(way)))),
    ),
    deviation('CHARSET', 'charset', recoded('utf-8', 'gbk')),
    deviation('CHARSET', 'charset', recoded('gbk', 'utf-8')),
    deviation('CHARSET', 'charset', recoded('utf-8', 'latin1')),
    deviation('CHARSET', 'charset', mapText(questionMarks)),
    ...partial(form),
  ]
}

const deviation = (
  cause: Cause,
  group: string,
  apply: (from: Draft) => Draft,
): Deviation<Draft> => ({ cause, group, apply })

function signTypeDeviations({ kind, pairs, signType }: Form): Deviation<Draft>[] {
  if (kind === 'request') {
    const without = (draft: Draft) => withPairs(draft, (all) => all.filter(isNot('sign_type')))
    return [deviation('SIGN_TYPE_LEFT_OUT', 'sign_type', without)]
  }
  const found = pairs.find((pair) => pair.name === 'sign_type') ?? added('sign_type', signType)
  const within = (draft: Draft) => withPairs(draft, (all) => [...all, found])
  return [deviation('SIGN_TYPE_LEFT_IN', 'sign_type', within)]
}

const isNot = (name: string) => (pair: Pair) => pair.name !== name
const added = (name: string, value = 'RSA2'): Pair => {
  const bytes = Buffer.from(value)
  return { name, bytes, raw: bytes, where: 'body' }
}

export const dropEmpty = (draft: Draft): Draft =>
  withPairs(draft, (pairs) => pairs.filter(({ bytes }) => bytes.length > 0))

/** Parameters that were signed and did not arrive, or arrived and were not signed. */
function partial({ pairs, kind }: Form): Deviation<Draft>[] {
  const has = new Set(pairs.map(({ name }) => name))
  const without = (name: string) => (draft: Draft) =>
    withPairs(draft, (all) => all.filter(isNot(name)))
  const within = (name: string, value: string) => (draft: Draft) =>
    withPairs(draft, (all) => [...all, { ...added(name), bytes: Buffer.from(value) }])
  const where = (place: Pair['where']) => (draft: Draft) =>
    withPairs(draft, (all) => all.filter((pair) => pair.where === place))
  return [
    ...[...has].map((name) => deviation('PARAMETER_ADDED', `part`, without(name))),
    ...(kind === 'request' ? common : [])
      .filter(([name]) => !has.has(name))
      .map(([name, value]) =>
        deviation(value === '' ? 'EMPTY_VALUES' : 'PARAMETER_DROPPED', 'part', within(name, value)),
      ),
    deviation('PARAMETER_ADDED', 'part', where('query')),
    deviation('PARAMETER_ADDED', 'part', where('body')),
  ]
}

/** Parameters that SDKs sign and some HTTP clients lose. */
const common: readonly (readonly [string, string])[] = [
  ...['notify_url', 'return_url', 'app_auth_token', 'biz_content', 'alipay_sdk'].map(
    (name) => [name, ''] as const,
  ),
  ['sign_type', 'RSA2'],
  ['charset', 'utf-8'],
  ['format', 'JSON'],
  ['format', 'json'],
  ['version', '1.0'],
]

/** The values as they travelled, percent signs and all. */
const asReceived = (draft: Draft) => withValues(draft, ({ raw }) => raw)

/** The ways in which languages percent-encode a value. */
const encodings: ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => new URLSearchParams({ v: text }).toString().slice(2),
  (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  (text) => encodeURIComponent(text).replaceAll('%2F', '/'),
]

const percentDecoded = (text: string) => formDecoded(text.replaceAll('+', '%2B'))
const formDecoded = (text: string) => {
  const [pair] = splitUrlencoded(utf8Bytes(`v=${text}`), 'body')
  return text.includes('&') || !pair ? text : bytesOf(pair.value).toString('utf8')
}

/** Applies a change of texts to values that are UTF-8; what fails or is none stays as it is. */
const mapText = (change: (text: string) => string) => (draft: Draft) =>
  withValues(draft, ({ bytes }) => {
    const text = bytes.toString('utf8')
    try {
      return Buffer.from(change(text))
    } catch {
      return undefined
    }
  })

const blanksAsPlus = (text: string) => text.replaceAll(' ', '+')
const plusAsBlanks = (text: string) => text.replaceAll('+', ' ')
const trimmed = (text: string) => text.trim()
const questionMarks = (text: string) => text.replace(/\P{ASCII}/gu, '?')

const signs = { '&quot;': '"', '&#34;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const htmlUnescaped = (text: string) =>
  text.replace(/&(?:quot|#34|#39|lt|gt|amp);/g, (name) => signs[name as keyof typeof signs])
const htmlEscaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const onJson = (way: (json: string) => string) => (text: string) =>
  isJson(text) ? way(text) : text

/** The bytes of a text in another charset than they came in. */
const recoded = (from: string, to: string) => (draft: Draft) =>
  withValues(draft, ({ bytes }) =>
    bytes.some((byte) => byte > 0x7f) ? iconv.encode(iconv.decode(bytes, from), to) : undefined,
  )

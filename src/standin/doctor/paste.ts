import type { Charset } from '#gateway/charset.ts'
import {
  byteText,
  bytesOf,
  mergeParameters,
  type RawPair,
  splitUrlencoded,
  utf8Bytes,
} from '#gateway/parameter.ts'

import { cutNode } from './node.ts'
import { readRestAnswer, readRestCall, type RestPaste } from './rest.ts'
import { readCurl, type Sent } from './shell.ts'

/** A parameter as it was pasted: decoded bytes, and the encoded text where there was one. */
export type Pair = { name: string; bytes: Buffer; raw: Buffer; where: 'query' | 'body' }

/** What somebody pasted, read. */
export type Paste =
  | {
      kind: 'request' | 'notification'
      appId: string | undefined
      sign: string | undefined
      signType: string | undefined
      charset: Charset
      /** In the order in which they came, all but `sign`. */
      pairs: Pair[]
    }
  | { kind: 'response'; sign: string | undefined; node: Buffer; whole: Buffer; name: string }
  | RestPaste

export type PasteKind = Paste['kind']

/**
 * Reads a curl line, a raw HTTP message, a URL, a query or body, a JSON object of parameters, or an answer's JSON.
 * Undefined when it is none of them. `kind` says which where the text alone would be taken for another.
 */
export function readPaste(text: string, kind?: PasteKind): Paste | undefined {
  const pasted = text.trim()
  if (/^\$?\s*curl\s/.test(pasted)) {
    return readSent(readCurl(pasted.replace(/^\$\s*/, '')), kind)
  }
  const answer = readRestAnswer(pasted)
  if (answer) return answer
  const json = jsonPart(pasted)
  if (json !== undefined) return kind === 'request' ? readObject(json, kind) : readJson(json, kind)
  const http = /^(GET|POST) (\S+)(?: HTTP\/[\d.]+)?\r?\n/.exec(pasted)
  if (http) {
    const [head = '', ...rest] = pasted.split(/\r?\n\r?\n/)
    const headers = head.split(/\r?\n/).slice(1)
    return readSent({ verb: http[1]!, url: http[2]!, headers, body: rest.join('\n\n') }, kind)
  }
  return /^(https?:\/\/|\/)/.test(pasted)
    ? readUrlAndBody(pasted, kind)
    : readForm('', pasted, kind)
}

const readSent = (sent: Sent, kind?: PasteKind): Paste | undefined =>
  readRestCall(sent) ?? readForm(queryOf(sent.url), sent.body, kind)

/** The JSON of an answer, also after the lines of its headers. */
function jsonPart(text: string): string | undefined {
  if (text.startsWith('{')) return text
  const http = /^HTTP\/[\d.]+ [\s\S]*?\r?\n\r?\n\s*(\{[\s\S]*)$/.exec(text)
  return http?.[1]
}

/** A URL on the first line, the body on those after it. */
function readUrlAndBody(text: string, kind?: PasteKind): Paste | undefined {
  const [url = '', ...rest] = text.split(/\r?\n/)
  return readForm(queryOf(url), rest.join('').trim(), kind)
}

const queryOf = (url: string): string => {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1).replace(/#.*$/s, '')
}

function readForm(query: string, body: string, kind?: PasteKind): Paste | undefined {
  const parts = [...rawPairs(query, 'query'), ...rawPairs(body.replaceAll(/[\r\n]+/g, ''), 'body')]
  return parts.length === 0 || kind === 'response' ? undefined : described(parts, kind)
}

type Raw = RawPair & { raw: Buffer }

function rawPairs(text: string, where: Raw['where']): Raw[] {
  return text
    .split('&')
    .filter((part) => part.includes('='))
    .flatMap((part) => {
      const bytes = Buffer.from(part)
      const raw = bytes.subarray(bytes.indexOf('=') + 1)
      return splitUrlencoded(byteText(bytes), where).map((pair) => ({ ...pair, raw }))
    })
}

/** A JSON object of parameters, as programs print what they received. */
function readObject(json: string, kind?: PasteKind): Paste | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  const parts = Object.entries(value as Record<string, unknown>).map(([name, inner]): Raw => {
    const bytes = Buffer.from(typeof inner === 'string' ? inner : JSON.stringify(inner))
    return { name: utf8Bytes(name), value: byteText(bytes), raw: bytes, where: 'body' }
  })
  return parts.length === 0 ? undefined : described(parts, kind)
}

function readJson(json: string, kind?: PasteKind): Paste | undefined {
  const cut = cutNode(json)
  if (cut && kind !== 'notification') return { kind: 'response', ...cut }
  return readObject(json, kind)
}

function described(parts: Raw[], kind?: PasteKind): Paste {
  const { parameters, charset } = mergeParameters(parts)
  const text = (name: string) => parameters.get(name)?.text || undefined
  const told = parameters.has('notify_id') || text('method')?.endsWith('.return') === true
  const seen = new Set<string>(['sign'])
  const pairs: Pair[] = []
  for (const { name, value, raw, where } of parts) {
    const called = bytesOf(name).toString('utf8')
    if (!seen.has(called)) pairs.push({ name: called, bytes: bytesOf(value), raw, where })
    seen.add(called)
  }
  const found = kind === 'request' || kind === 'notification' ? kind : undefined
  return {
    kind: found ?? (told ? 'notification' : 'request'),
    appId: text('app_id'),
    sign: text('sign'),
    signType: text('sign_type'),
    charset,
    pairs,
  }
}

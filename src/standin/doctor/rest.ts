import { signedPaths } from '#gateway/rest/path.ts'

import type { Deviation } from './deviation.ts'
import { isJson, rewritings } from './rewrite.ts'
import type { Sent } from './shell.ts'

/** What a signature of V3 covers: lines, with a line feed after each. */
export type Lines = {
  /** The authorization without its signature, and the verb; of an answer its time and nonce. */
  head: readonly string[]
  /** The path with its query; undefined for an answer. */
  path: string | undefined
  body: string | undefined
  /** The token of whoever acts for another. */
  token: string | undefined
  /** Whether a line feed stands after the last line. */
  ended: boolean
}

/** A call of V3, or an answer to one. */
export type RestPaste = {
  kind: 'request' | 'response'
  appId: string | undefined
  sign: string | undefined
  lines: Lines
}

const scheme = /^ALIPAY-SHA256withRSA +/i

/** Undefined where the call carries no authorization of V3. */
export function readRestCall({ verb, url, headers, body }: Sent): RestPaste | undefined {
  const authorization = headerOf(headers, 'authorization')
  if (authorization === undefined || !scheme.test(authorization)) return undefined
  const items = authorization.replace(scheme, '').split(',')
  const sign = items.find((item) => item.trim().startsWith('sign='))
  const said = items.filter((item) => item !== sign).join(',')
  return {
    kind: 'request',
    appId: /(?:^|,)\s*app_id=([^,]+)/.exec(said)?.[1],
    sign: sign?.trim().slice('sign='.length) || undefined,
    lines: {
      head: [said, verb.toUpperCase()],
      path: url.replace(/^https?:\/\/[^/?]+/i, ''),
      body,
      token: headerOf(headers, 'alipay-app-auth-token'),
      ended: true,
    },
  }
}

/** Undefined where the text is no HTTP answer with a signature of V3 among its headers. */
export function readRestAnswer(text: string): RestPaste | undefined {
  if (!/^HTTP\/[\d.]+ \d{3}/.test(text)) return undefined
  const end = /\r?\n\r?\n/.exec(text)
  const headers = text.slice(0, end?.index).split(/\r?\n/).slice(1)
  const sign = headerOf(headers, 'alipay-signature')
  const stamp = headerOf(headers, 'alipay-timestamp')
  if (!end || stamp === undefined) return undefined
  return {
    kind: 'response',
    appId: undefined,
    sign,
    lines: {
      head: [stamp, headerOf(headers, 'alipay-nonce') ?? ''],
      path: undefined,
      body: text.slice(end.index + end[0].length),
      token: undefined,
      ended: true,
    },
  }
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  const line = headers.find((header) => header.toLowerCase().startsWith(`${name}:`))
  return line?.slice(name.length + 1).trim() || undefined
}

export function textOfLines({ head, path, body, token, ended }: Lines): Buffer {
  const lines = [...head, path, body, token].filter((line) => line !== undefined)
  return Buffer.from(lines.join('\n') + (ended ? '\n' : ''))
}

/** The same with each path that may be signed: an SDK leaves out what its endpoint has before `/v3/`. */
export const pathsOf = (lines: Lines): Lines[] =>
  lines.path === undefined ? [lines] : signedPaths(lines.path).map((path) => ({ ...lines, path }))

type LineChange = (lines: Lines) => Lines

const inBody =
  (change: (body: string) => string): LineChange =>
  (lines) => {
    if (lines.body === undefined || !isJson(lines.body)) return lines
    const body = change(lines.body)
    return body === lines.body ? lines : { ...lines, body }
  }

const inPath =
  (change: (path: string) => string): LineChange =>
  (lines) => {
    const path = lines.path === undefined ? undefined : change(lines.path)
    return path === undefined || path === lines.path ? lines : { ...lines, path }
  }

const inHead =
  (at: number, change: (text: string) => string): LineChange =>
  (lines) => {
    if (lines.path === undefined) return lines
    const head = lines.head.map((line, n) => (n === at ? change(line) : line))
    return head[at] === lines.head[at] ? lines : { ...lines, head }
  }

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const rest = (group: string, apply: LineChange): Deviation<Lines> => {
  return { cause: 'REST_LINES', group, apply }
}

/** The usual mistakes of whoever signs for V3. */
export const lineDeviations: readonly Deviation<Lines>[] = [
  rest('end', (lines) => ({ ...lines, ended: false })),
  rest('body', (lines) => (lines.body === '' ? { ...lines, body: undefined } : lines)),
  rest('body', (lines) => (lines.body ? { ...lines, body: '' } : lines)),
  rest(
    'path',
    inPath((path) => path.replace(/\?.*$/s, '')),
  ),
  rest(
    'path',
    inPath((path) => path.replace(/^\/v3/, '')),
  ),
  rest(
    'verb',
    inHead(1, (verb) => verb.toLowerCase()),
  ),
  rest(
    'scheme',
    inHead(0, (text) => `ALIPAY-SHA256withRSA ${text}`),
  ),
  { cause: 'VALUES_ENCODED', group: 'path', apply: inPath(decoded) },
  { cause: 'VALUES_ENCODED', group: 'path', apply: inPath(encodeURI) },
  {
    cause: 'ORDER',
    group: 'order',
    apply: inHead(0, (text) => text.split(',').toSorted().join(',')),
  },
  {
    cause: 'PARAMETER_ADDED',
    group: 'token',
    apply: (lines) => (lines.token === undefined ? lines : { ...lines, token: undefined }),
  },
  ...rewritings.flatMap((ways, group) =>
    ways.map((way) => ({
      cause: 'JSON_ALTERED' as const,
      group: `json${group}`,
      apply: inBody(way),
    })),
  ),
]

/** The headers that are looked at; each may come once. */
const absent = {
  host: undefined,
  'content-type': undefined,
  'content-length': undefined,
  cookie: undefined,
  origin: undefined,
  'sec-fetch-site': undefined,
}
type Name = keyof typeof absent

/** What is asked, of a request that every parser reads alike. */
export type Head = {
  /** `POST /path HTTP/1.1` */
  line: string
  host: string
  headers: Record<Name, string | undefined>
  /** Whether a proxy says who asks. */
  forwarded: boolean
  /** Where the body begins, which is all that comes after. */
  bodyAt: number
}

/** Browsers send about 900. Node's own limits are 16 KiB and 2,000 headers, which so short a head cannot pass. */
const headBytesMax = 4096

/** Names are tokens, one blank follows the colon, and values are printable ASCII that begins and ends with a character. */
const plainLines =
  /^[\x21-\x7e]+ [\x21-\x7e]+ [\x21-\x7e]+\r\n(?:[\w!#$%&'*+.^`|~-]+: [\x21-\x7e][\x20-\x7e]*\r\n)+$/
const blankAtEnd = ' \r\n'

const looked: ReadonlySet<string> = new Set(Object.keys(absent))

/** What asks for more than an answer, or has been read in more than one way. */
const unplain: ReadonlySet<string> = new Set([
  'expect',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const jsonTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
])

/**
 * Reads a chunk that is one whole request with a JSON body and no byte more, in the plainest of all forms. Undefined for anything
 * else, valid or not: what such bytes mean is never said here.
 */
export function readHead(chunk: Buffer): Head | undefined {
  const text = chunk.toString('latin1', 0, headBytesMax)
  const end = text.indexOf('\r\n\r\n') + 2
  const head = text.slice(0, end)
  if (!plainLines.test(head) || head.includes(blankAtEnd)) return undefined
  const lineEnd = head.indexOf('\r\n')
  const headers: Head['headers'] = { ...absent }
  let forwarded = false
  for (let at = lineEnd + 2; at < end;) {
    const colon = head.indexOf(':', at)
    const valueEnd = head.indexOf('\r\n', colon)
    const name = head.slice(at, colon).toLowerCase()
    const value = head.slice(colon + 2, valueEnd)
    at = valueEnd + 2
    if (looked.has(name)) {
      if (headers[name as Name] !== undefined) return undefined
      headers[name as Name] = value
    } else if (name === 'connection') {
      if (value.toLowerCase() !== 'keep-alive') return undefined
    } else if (name.startsWith('x-forwarded-')) {
      forwarded = true
    } else if (unplain.has(name)) return undefined
  }
  const bodyAt = end + 2
  const { host } = headers
  const isWhole = headers['content-length'] === String(chunk.length - bodyAt)
  if (!isWhole || host === undefined) return undefined
  if (!jsonTypes.has(headers['content-type']?.toLowerCase() ?? '')) return undefined
  return { line: head.slice(0, lineEnd), host, headers, forwarded, bodyAt }
}

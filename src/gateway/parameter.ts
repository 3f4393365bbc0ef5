import { type Charset, decodeText, parseCharset } from './charset.ts'
import { type Answer, invalid, refuseCall } from './codes.ts'
import { holdsNul } from './words.ts'

/** Bytes as a text of as many characters: Node reads URLs so, and bytes that are ASCII are their own text in any charset. */
export type ByteText = string

export const byteText = (bytes: Buffer): ByteText => bytes.toString('latin1')
/** The bytes of a text in UTF-8. */
export const utf8Bytes = (text: string): ByteText =>
  isAscii(text) ? text : byteText(Buffer.from(text))
export const bytesOf = (text: ByteText): Buffer => Buffer.from(text, 'latin1')

/** One parameter as it came, decoded from percent-encoding, and read in the request's charset. */
export type Parameter = { bytes: ByteText; text: string }
export type Parameters = ReadonlyMap<string, Parameter>

/** A name and its value before the charset is known. `where` tells query from body, since one name may stand in both. */
export type RawPair = { name: ByteText; value: ByteText; where: 'query' | 'body' }

/** Parameters, and what is wrong with them: the app and the charset are needed even to say so, signed. */
export type Received = { parameters: Parameters; charset: Charset; fault: Answer | undefined }

const parametersMax = 200

/** Splits `a=1&b=2` into pairs; `+` is a blank, `%XX` a byte, and a broken `%` stands for itself. */
export function splitUrlencoded(text: ByteText, where: 'query' | 'body'): RawPair[] {
  const pairs: RawPair[] = []
  for (let from = 0; from < text.length && pairs.length <= parametersMax;) {
    const next = text.indexOf('&', from)
    const to = next < 0 ? text.length : next
    if (to > from) pairs.push(pairOf(text.slice(from, to), where))
    from = to + 1
  }
  return pairs
}

function pairOf(part: ByteText, where: 'query' | 'body'): RawPair {
  const at = part.indexOf('=')
  if (at < 0) return { name: unescape(part), value: '', where }
  return { name: unescape(part.slice(0, at)), value: unescape(part.slice(at + 1)), where }
}

/** What is ASCII when it is decoded, and most is, goes by the built-in way, which takes it for UTF-8. */
function unescape(from: ByteText): ByteText {
  const text = from.includes('+') ? from.replaceAll('+', ' ') : from
  if (!text.includes('%')) return text
  try {
    const decoded = decodeURIComponent(text)
    if (isAscii(decoded)) return decoded
  } catch {
    // Another charset, or a broken percent sign.
  }
  return unescapeBytes(text)
}

function unescapeBytes(text: ByteText): ByteText {
  const bytes = bytesOf(text)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i]!
    if (byte === percent) {
      const value = (hexValue(bytes[i + 1]) << 4) | hexValue(bytes[i + 2])
      if (value >= 0) {
        byte = value
        i += 2
      }
    }
    // Never ahead of what is still to be read.
    bytes[length++] = byte
  }
  return byteText(bytes.subarray(0, length))
}

const percent = 0x25

/** The value of a hexadecimal digit; -1 for anything else, which stays negative however it is shifted and joined. */
function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/**
 * Puts query and body together. The first fault found is told; what was read so far is there nevertheless. A name
 * that stands once in the query and once in the body with the same value is one parameter: SDKs send `charset` so.
 */
export function mergeParameters(pairs: readonly RawPair[], headerCharset?: string): Received {
  const given = pairs.find((pair) => pair.name === 'charset')?.value
  const charset = parseCharset(given || headerCharset || 'utf-8')
  const parameters = new Map<string, Parameter & { where: 'query' | 'body' | 'both' }>()
  let fault: Answer | undefined
  if (!charset) {
    fault = refuseCall('40002', 'isv.invalid-charset', 'charset: send utf-8 or GBK')
  } else if (pairs.length > parametersMax) {
    fault = refuseCall('40002', 'isv.invalid-parameter', `more than ${parametersMax} parameters`)
  }
  for (const pair of pairs.slice(0, parametersMax)) {
    const name = readText(pair.name, charset ?? 'utf-8')
    const text = readText(pair.value, charset ?? 'utf-8')
    if (name === undefined || text === undefined) {
      fault ??= invalid(name ?? 'a parameter name', [
        `不是 ${charset} 编码`,
        `its bytes are not ${charset}; encode it so`,
      ])
      continue
    }
    if (name.includes('\0') || text.includes('\0')) {
      fault ??= invalid(name.replaceAll('\0', ''), holdsNul)
      continue
    }
    const before = parameters.get(name)
    if (before && (before.where !== 'query' || pair.where !== 'body' || before.text !== text)) {
      fault ??= invalid(name, ['重复传入', 'came more than once; send it once'])
      continue
    }
    parameters.set(name, { bytes: pair.value, text, where: before ? 'both' : pair.where })
  }
  return { parameters, charset: charset ?? 'utf-8', fault }
}

/** Undefined when the bytes are no text of this charset. */
const readText = (bytes: ByteText, charset: Charset): string | undefined =>
  isAscii(bytes) ? bytes : decodeText(bytesOf(bytes), charset)

const isAscii = (text: string): boolean => !/[\u0080-\uffff]/.test(text)

/** The text of a parameter, trimmed of nothing; undefined where it is absent or empty. */
export const textOf = (parameters: Parameters, name: string): string | undefined =>
  parameters.get(name)?.text || undefined

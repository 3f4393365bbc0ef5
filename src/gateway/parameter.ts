import { type Charset, decodeText, parseCharset } from './charset.ts'
import { type Answer, invalid, refuseCall } from './codes.ts'
import { holdsNul } from './words.ts'

/** One parameter as it came: decoded from percent-encoding to bytes, and read in the request's charset. */
export type Parameter = { bytes: Buffer; text: string }
export type Parameters = ReadonlyMap<string, Parameter>

/** A name and its value before the charset is known. `where` tells query from body, since one name may stand in both. */
export type RawPair = { name: Buffer; value: Buffer; where: 'query' | 'body' }

/** Parameters, and what is wrong with them: the app and the charset are needed even to say so, signed. */
export type Received = { parameters: Parameters; charset: Charset; fault: Answer | undefined }

const parametersMax = 200

/** Splits `a=1&b=2` into pairs; `+` is a blank, `%XX` a byte, and a broken `%` stands for itself. */
export function splitUrlencoded(text: Buffer, where: 'query' | 'body'): RawPair[] {
  const pairs: RawPair[] = []
  for (let from = 0; from < text.length && pairs.length <= parametersMax;) {
    const next = text.indexOf(ampersand, from)
    const to = next < 0 ? text.length : next
    if (to > from) pairs.push(pairOf(text.subarray(from, to), where))
    from = to + 1
  }
  return pairs
}

const ampersand = 0x26
const equals = 0x3d
const plus = 0x2b
const blank = 0x20
const percent = 0x25

function pairOf(part: Buffer, where: 'query' | 'body'): RawPair {
  const at = part.indexOf(equals)
  const name = at < 0 ? part : part.subarray(0, at)
  return { name: unescape(name), value: unescape(at < 0 ? empty : part.subarray(at + 1)), where }
}

const empty = Buffer.alloc(0)

/** Byte by byte, since every call comes this way: as text and pattern it costs as much as its signature. */
function unescape(from: Buffer): Buffer {
  if (!from.includes(percent) && !from.includes(plus)) return from
  const to = Buffer.allocUnsafe(from.length)
  let length = 0
  for (let i = 0; i < from.length; i++) {
    let byte = from[i]!
    if (byte === plus) byte = blank
    if (byte === percent) {
      const value = (hexValue(from[i + 1]) << 4) | hexValue(from[i + 2])
      if (value >= 0) {
        byte = value
        i += 2
      }
    }
    to[length++] = byte
  }
  return to.subarray(0, length)
}

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
  const given = pairs.find((pair) => pair.name.equals(charsetName))?.value.toString('latin1')
  const charset = parseCharset(given || headerCharset || 'utf-8')
  const parameters = new Map<string, Parameter & { where: 'query' | 'body' | 'both' }>()
  let fault: Answer | undefined
  if (!charset) {
    fault = refuseCall('40002', 'isv.invalid-charset', 'charset: send utf-8 or GBK')
  } else if (pairs.length > parametersMax) {
    fault = refuseCall('40002', 'isv.invalid-parameter', `more than ${parametersMax} parameters`)
  }
  for (const pair of pairs.slice(0, parametersMax)) {
    const name = decodeText(pair.name, charset ?? 'utf-8')
    const text = decodeText(pair.value, charset ?? 'utf-8')
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

const charsetName = Buffer.from('charset')

/** The text of a parameter, trimmed of nothing; undefined where it is absent or empty. */
export const textOf = (parameters: Parameters, name: string): string | undefined =>
  parameters.get(name)?.text || undefined

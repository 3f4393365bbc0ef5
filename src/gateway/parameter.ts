import { type Charset, decodeText, parseCharset } from './charset.ts'
import { type Answer, invalid, refusal } from './codes.ts'

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
  // Latin-1 maps bytes to characters one to one, so that nothing is lost before the charset is known.
  const parts = text.toString('latin1').split('&', parametersMax + 1)
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const name = at < 0 ? part : part.slice(0, at)
      return { name: unescape(name), value: unescape(at < 0 ? '' : part.slice(at + 1)), where }
    })
}

function unescape(text: string): Buffer {
  const plain = text.replaceAll('+', ' ')
  const bytes = plain.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1')
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
    fault = refusal('40002', 'isv.invalid-charset', 'charset: send utf-8 or GBK')
  } else if (pairs.length > parametersMax) {
    fault = refusal('40002', 'isv.invalid-parameter', `more than ${parametersMax} parameters`)
  }
  for (const pair of pairs.slice(0, parametersMax)) {
    const name = decodeText(pair.name, charset ?? 'utf-8')
    const text = decodeText(pair.value, charset ?? 'utf-8')
    if (name === undefined || text === undefined) {
      fault ??= invalid(name ?? 'a parameter name', `its bytes are not ${charset}; encode it so`)
      continue
    }
    if (name.includes('\0') || text.includes('\0')) {
      fault ??= invalid(name.replaceAll('\0', ''), 'holds a NUL character; leave it out')
      continue
    }
    const before = parameters.get(name)
    if (before && (before.where !== 'query' || pair.where !== 'body' || before.text !== text)) {
      fault ??= invalid(name, 'came more than once; send it once')
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

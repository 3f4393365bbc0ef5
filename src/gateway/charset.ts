import { isAscii } from 'node:buffer'

import iconv from 'iconv-lite'

/** What the gateway reads and writes. GB2312 and GB18030 texts of SDKs are read as GBK, which holds them. */
export type Charset = 'utf-8' | 'gbk'

/** Reads a `charset` parameter in any case; undefined for one the gateway does not speak. */
export function parseCharset(text: string): Charset | undefined {
  const name = text.toLowerCase().replaceAll('_', '-')
  if (name === 'utf-8' || name === 'utf8') return 'utf-8'
  if (name === 'gbk' || name === 'gb2312' || name === 'gb18030') return 'gbk'
  return undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined when the bytes are no text of this charset. */
export function decodeText(bytes: Buffer, charset: Charset): string | undefined {
  // Most names and values are, and the decoders are slow to begin.
  if (isAscii(bytes)) return bytes.toString('latin1')
  if (charset === 'gbk') {
    const text = iconv.decode(bytes, 'gbk')
    return text.includes('\uFFFD') ? undefined : text
  }
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * JSON text as bytes. What GBK cannot hold (an emoji in a subject) is written as `\uXXXX`, which every JSON reader
 * turns back into the character.
 */
export function encodeJson(json: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(json, 'utf8')
  // Without the `u` flag the two halves of an emoji are escaped one by one, as JSON wants it.
  const escaped = json.replace(/[^ -~]/g, (unit) =>
    iconv.decode(iconv.encode(unit, 'gbk'), 'gbk') === unit
      ? unit
      : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return iconv.encode(escaped, 'gbk')
}

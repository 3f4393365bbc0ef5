/** The ways in which programs write the same JSON: what was signed in one of them is often sent in another. */
const pieces = /"(?:[^"\\]|\\.)*"|\s+|[,:]|[^\s",:]+/g
const onPieces = (json: string, change: (piece: string) => string): string =>
  (json.match(pieces) ?? []).map(change).join('')
const inTexts = (json: string, change: (text: string) => string): string =>
  onPieces(json, (piece) => (piece.startsWith('"') ? change(piece) : piece))

const compact = (json: string) => onPieces(json, (piece) => (piece.trim() === '' ? '' : piece))
const spaced = (json: string) =>
  onPieces(compact(json), (piece) => (piece === ',' || piece === ':' ? `${piece} ` : piece))
const pretty = (indent: string) => (json: string) =>
  JSON.stringify(JSON.parse(json), undefined, indent)

const unit = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
const escaped = (json: string) =>
  inTexts(json, (text) => text.replace(/[^\x20-\x7e]/g, (sign) => unit(sign)))
const unescaped = (json: string) =>
  inTexts(json, (text) =>
    text.replace(/\\u([0-9a-f]{4})/gi, (whole, hex: string) => {
      const code = Number.parseInt(hex, 16)
      return code < 0x80 ? whole : String.fromCharCode(code)
    }),
  )
const slashed = (json: string) => inTexts(json, (text) => text.replaceAll(/(?<!\\)\//g, '\\/'))
const unslashed = (json: string) => inTexts(json, (text) => text.replaceAll('\\/', '/'))

const sorted = (json: string) => JSON.stringify(inOrder(JSON.parse(json)))
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]))
}

const numbersBare = (json: string) =>
  inTexts(json, (text) => (/^"\d{1,9}(\.\d+)?"$/.test(text) ? text.slice(1, -1) : text))
const numbersQuoted = (json: string) =>
  onPieces(json, (piece) =>
    piece.replace(/^([[{]*)(\d+(?:\.\d+)?)([\]}]*)$/, (_, open, number, close) => {
      return `${open}"${number}"${close}`
    }),
  )

/** Each group holds ways of which one at most applies; ways of different groups may apply together. */
export const rewritings: readonly (readonly ((json: string) => string)[])[] = [
  [compact, spaced, pretty('  '), pretty('    '), pretty('\t')],
  [escaped, unescaped],
  [slashed, unslashed],
  [sorted],
  [numbersBare, numbersQuoted],
]

/** True for text that is a JSON object or list. */
export function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The parts of an answer, as bytes: the node that is signed, and all but the signature. */
export type Cut = { name: string; node: Buffer; whole: Buffer; sign: string | undefined }

/**
 * Cuts an answer's node out of its text, byte for byte as it stands there. Undefined when the text holds no node whose
 * name ends as an answer's does.
 */
export function cutNode(json: string): Cut | undefined {
  const name = /"([a-z0-9_]+_response|error_response)"\s*:\s*/i.exec(json)
  if (!name) return undefined
  const from = name.index + name[0].length
  const to = endOfValue(json, from)
  if (to === undefined) return undefined
  const sign = /"sign"\s*:\s*"([^"]*)"/.exec(json.slice(to) + json.slice(0, name.index))
  const node = Buffer.from(json.slice(from, to))
  const whole = Buffer.from(json.replace(/,?\s*"sign"\s*:\s*"[^"]*"\s*/, ''))
  return { name: name[1]!, node, whole, sign: sign?.[1]?.replaceAll('\\/', '/') || undefined }
}

/** Where the object or text that begins at `from` ends; undefined when it does not end. */
function endOfValue(json: string, from: number): number | undefined {
  let depth = 0
  let inText = false
  for (let at = from; at < json.length; at++) {
    const sign = json[at]
    if (inText) {
      if (sign === '\\') at++
      else if (sign === '"') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') depth--
    if (depth === 0 && !inText) return at + 1
  }
  return undefined
}

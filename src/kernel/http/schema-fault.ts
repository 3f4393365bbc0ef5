/** One fault as typebox tells it. */
export type SchemaFault = {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
  message: string
}

/** Says which field is at fault and what it must be, from what the schema's check found; the fault on the field itself wins. */
export function explainFault(
  part: string,
  faults: readonly SchemaFault[],
): { field?: string; message: string } {
  const first = faults[0]
  if (!first) return { message: 'The request does not fit. Correct it and send it again.' }
  const [missing] = (first.params['requiredProperties'] as string[] | undefined) ?? []
  if (missing !== undefined) {
    const field = [...pathOf(first), missing].join('.')
    return { field, message: `\`${field}\` is missing from the ${nameOf(part)}. Add it.` }
  }
  const field = pathOf(first).join('.')
  const whole = faults.find((f) => f.instancePath === first.instancePath && f.keyword === 'anyOf')
  const rule = whole ? alternatives(faults, first.instancePath) : ruleOf(first)
  if (field === '') return { message: `The ${nameOf(part)} ${rule}. Correct it and send it again.` }
  return { field, message: `\`${field}\` ${rule}. Correct it and send it again.` }
}

const nameOf = (part: string): string => (part === 'querystring' ? 'query' : part)

const pathOf = (fault: SchemaFault): string[] =>
  fault.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The rule in words; only what the schema says, never what was sent. */
function ruleOf({ keyword, params, message }: SchemaFault): string {
  const limit = String(params['limit'])
  switch (keyword) {
    case 'pattern':
      return `must look like ${String(params['pattern'])}`
    case 'minLength':
      return limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'type':
      return `must be ${article(String(params['type']))}`
    case 'const':
      return `must be ${String(params['allowedValue'])}`
    case 'enum':
      return `must be ${(params['allowedValues'] as unknown[]).map(String).join(' or ')}`
    default:
      return message
  }
}

const article = (type: string): string =>
  /^[aeiou]/.test(type) ? `an ${type}` : type === 'null' ? type : `a ${type}`

function alternatives(faults: readonly SchemaFault[], path: string): string {
  const rules = faults
    .filter((fault) => fault.instancePath === path && fault.keyword !== 'anyOf')
    .map((fault) => ruleOf(fault).replace(/^must be /, ''))
  return `must be ${[...new Set(rules)].join(' or ')}`
}

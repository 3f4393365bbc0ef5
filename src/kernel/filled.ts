/** These fields without those that are absent or empty. */
export function filled<Value extends { readonly length: number }>(
  fields: Readonly<Record<string, Value | null | undefined>>,
): Record<string, Value> {
  const kept: Record<string, Value> = {}
  for (const [name, value] of Object.entries(fields)) if (value?.length) kept[name] = value
  return kept
}

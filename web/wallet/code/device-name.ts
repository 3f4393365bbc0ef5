const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Macintosh/, 'Mac'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
]

/**
 * A name by which the owner will know this phone; can be changed later. Android tells its model in
 * brackets.
 */
export function deviceName(agent: string): string {
  const model = /Android [^;)]+; ([^;)]+?)(?: Build[^;)]*)?\)/.exec(agent)?.[1]
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Browser'
  return model && model.length > 2 ? model.slice(0, 64) : system
}

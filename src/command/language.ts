/** What the terminal reads. Node takes it from LC_ALL, LC_MESSAGES and LANG. */
export type Language = 'en' | 'zh'

export const terminalLanguage = (): Language =>
  new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'

/** How many columns a text takes: Chinese characters and full-width signs take two. */
export const columns = (text: string): number =>
  [...text].reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
        sign,
      )
        ? 2
        : 1),
    0,
  )

/** Rows with their columns aligned, two blanks between, `indent` before. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, columns(cell))))
  }
  const line = (row: readonly string[]) =>
    row.map((cell, at) => cell + ' '.repeat(widths[at]! - columns(cell))).join('  ')
  return rows.map((row) => (indent + line(row)).trimEnd()).join('\n')
}

/** What the terminal reads. Node takes it from LC_ALL, LC_MESSAGES and LANG. */
export type Language = 'en' | 'zh'

export const terminalLanguage = (): Language =>
  new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'

const wide = /\p{Script=Han}|\p{Script=Hangul}|[\u3000-\u30ff\uff00-\uff60\uffe0-\uffe6]/u

/** How many columns a text takes: Chinese characters and full-width signs take two. */
const columns = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (wide.test(sign) ? 2 : 1), 0)

const cut = '…'

/** A text of at most `max` columns; what is longer ends in `…`. */
export function clip(text: string, max: number): string {
  if (columns(text) <= max) return text
  let kept = ''
  let left = max - cut.length
  for (const sign of text) {
    left -= columns(sign)
    if (left < 0) break
    kept += sign
  }
  return kept + cut
}

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

import { generate } from 'lean-qr'

const white = '\u001b[38;5;16;48;5;231m'
const plain = '\u001b[0m'

/**
 * A QR code for a terminal: two rows of it in each line, black on white in any theme. Every line is
 * `width` columns wide and carries its colours.
 */
export function terminalQr(text: string): { lines: string[]; width: number } {
  const rows = generate(text).toString({ on: '#', off: ' ', pad: 2, lf: '\n' }).split('\n')
  const width = Math.max(...rows.map((row) => row.length))
  const lines: string[] = []
  for (let at = 0; at < rows.length; at += 2) {
    const upper = rows[at]!.padEnd(width)
    const lower = (rows[at + 1] ?? '').padEnd(width)
    const signs = Array.from(upper, (sign, x) => half(sign === '#', lower[x] === '#'))
    lines.push(`${white}${signs.join('')}${plain}`)
  }
  return { lines, width }
}

function half(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀'
  return lower ? '▄' : ' '
}

// The numbers of docs/concepts/payment-code.md. Run `node test/paycode/tables.ts` to write them into the document.
import { readFileSync, writeFileSync } from 'node:fs'

import { guessBudget, guessOdds, onceIn } from '#paycode/odds.ts'

export const documentUrl = new URL('../../docs/concepts/payment-code.md', import.meta.url)

const populations = [4, 5, 6, 7, 8, 9]

/** Handles of 10 digits up to 20 digits in all; longer codes have room for a longer one. */
const splitOf = (length: number) => {
  const handleDigits = length <= 20 ? 10 : 12
  return { handleDigits, otpDigits: length - 2 - handleDigits }
}

/** Two significant digits, as `2.4e-9`. */
const odds = (value: number): string => value.toExponential(1)
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (string | number)[][]): string =>
  [row(head), row(head.map(() => '---:')), ...rows.map(row)].join('\n')

function perGuess(): string {
  const rows = Array.from({ length: 9 }, (_, index) => {
    const length = 16 + index
    const { handleDigits, otpDigits } = splitOf(length)
    const cells = populations.map((power) =>
      odds(guessOdds({ devices: 10 ** power, handleDigits, otpDigits })),
    )
    return [length, `2 + ${handleDigits} + ${otpDigits}`, ...cells]
  })
  const head = populations.map((power) => `10^${power} devices`)
  return table(['digits', 'prefix + handle + otp', ...head], rows)
}

function perBudget(): string {
  const lengths = [16, 18, 20, 22, 24]
  const sources = ['terminal', 'merchant', 'address'] as const
  const rows = sources.flatMap((source) =>
    [6, 9].map((power) => [
      source,
      guessBudget[source],
      `10^${power}`,
      ...lengths.map((length) =>
        odds(onceIn(guessBudget[source], guessOdds({ devices: 10 ** power, ...splitOf(length) }))),
      ),
    ]),
  )
  const head = lengths.map((length) => `${length} digits`)
  return table(['source', 'guesses', 'devices', ...head], rows)
}

/** Somebody who knows the handle of this minute, from a code already burned, and guesses the otp. */
function perHandle(): string {
  const digits = [4, 5, 6, 8, 10]
  const rows = [
    ['one guess', ...digits.map((count) => odds(onceIn(8, 10 ** -count)))],
    [
      `the ${guessBudget.handle} guesses of a minute`,
      ...digits.map((count) => odds(onceIn(guessBudget.handle * 8, 10 ** -count))),
    ],
  ]
  return table(['', ...digits.map((count) => `otp of ${count} digits`)], rows)
}

export const tables: Readonly<Record<string, () => string>> = {
  'odds-per-guess': perGuess,
  'odds-per-budget': perBudget,
  'odds-per-handle': perHandle,
}

/** The document with every table between its marks computed anew. */
export const withTables = (text: string): string =>
  Object.entries(tables).reduce((document, [name, make]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [start, end] = [document.indexOf(open), document.indexOf(close)]
    if (start < 0 || end < start) throw new Error(`the document has no place for ${name}`)
    return `${document.slice(0, start)}${open}\n\n${make()}\n\n${document.slice(end)}`
  }, text)

if (import.meta.main) writeFileSync(documentUrl, withTables(readFileSync(documentUrl, 'utf8')))

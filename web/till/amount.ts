import { amountMax, parseYuan, yuan } from '#kernel/money.ts'

/**
 * An amount while it is typed: the text as shown (`""`, `"12."`, `"12.5"`) and what it was after each key before, so that keys that
 * turn out to be a gun's can be taken back.
 */
export type Entry = { text: string; past: readonly string[] }

export const emptyEntry: Entry = { text: '', past: [] }

const pastMax = 64

function after(text: string, key: string): string {
  if (key === 'Backspace') return text.slice(0, -1)
  if (key === 'Escape' || key === 'Delete') return ''
  if (!/^([0-9.]|00)$/.test(key)) return text
  const next = text === '0' && key !== '.' ? key : `${text}${key}`
  const full = next.startsWith('.') ? `0${next}` : next
  if (!/^(0|[1-9][0-9]*)(\.[0-9]{0,2})?$/.test(full)) return text
  const value = parseYuan(full.replace(/\.$/, ''))
  return value !== undefined && value <= amountMax ? full : text
}

/** Takes one key: a digit, `00`, `.`, Backspace, Escape. A key that makes no amount changes nothing but still counts as a key. */
export function typeKey(entry: Entry, key: string): Entry {
  return { text: after(entry.text, key), past: [...entry.past, entry.text].slice(-pastMax) }
}

/** Undoes the last `keys` keys; Infinity clears all. */
export function takeBack(entry: Entry, keys: number): Entry {
  if (keys === 0) return entry
  if (keys > entry.past.length) return emptyEntry
  const from = entry.past.length - keys
  return { text: entry.past[from] ?? '', past: entry.past.slice(0, from) }
}

/** The amount as the wire wants it, `"12.50"`, or null while there is none above zero. */
export function amountOf(entry: Entry): string | null {
  const value = parseYuan(entry.text.replace(/\.$/, ''))
  return value === undefined || value <= 0n ? null : yuan(value)
}

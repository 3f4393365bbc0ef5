import type { Stroke } from './gun.ts'

/** What the reader needs of a KeyboardEvent. */
export type KeyLike = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'timeStamp'
>

const modifiers = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock'])

/**
 * The digit or sign of a key, by its place where the text is not to be had: while an input method composes (`Process`), with the
 * number pad's lock off (`End` for 1), and on layouts whose upper row gives other signs (a gun set to US on a French keyboard).
 */
function charOf(event: KeyLike): string | null {
  if (/^[0-9]$/.test(event.key)) return event.key
  const pad = /^Numpad([0-9])$/.exec(event.code)
  if (pad) return pad[1]!
  if (event.code === 'NumpadDecimal') return '.'
  const row = /^Digit([0-9])$/.exec(event.code)
  if (row && !event.shiftKey) return row[1]!
  if (event.key === '。' || event.key === '．') return '.'
  if (event.key === 'Process' || event.key === 'Unidentified') return composedChar(event)
  const wide = /^[０-９]$/.exec(event.key)
  if (wide) return String.fromCharCode(event.key.charCodeAt(0) - 0xfee0)
  return [...event.key].length === 1 ? event.key : null
}

function composedChar(event: KeyLike): string | null {
  if (event.code === 'Period') return '.'
  if (event.code === 'BracketRight') return ']'
  const letter = /^Key([A-Z])$/.exec(event.code)
  return letter ? letter[1]! : null
}

/** Reads a key event. Pure, so that the odd keyboards can be tested. */
export function strokeOf(event: KeyLike): Stroke {
  const at = event.timeStamp
  if (modifiers.has(event.key)) return { kind: 'modifier', key: event.key, at }
  const enter = /^(Numpad)?Enter$/.test(event.code) || event.key === 'Enter'
  if (enter || event.key === '\r' || event.key === '\n') return { kind: 'enter', key: 'Enter', at }
  if (event.key === 'Tab') return { kind: 'tab', key: 'Tab', at }
  if (event.ctrlKey && !event.altKey) {
    return { kind: 'control', key: event.key.toLowerCase(), at }
  }
  if (event.metaKey || event.altKey) return { kind: 'named', key: '', at }
  if (/^\p{Cc}$/u.test(event.key)) return { kind: 'control', key: '', at }
  const char = charOf(event)
  return char === null ? { kind: 'named', key: event.key, at } : { kind: 'char', key: char, at }
}

/**
 * A barcode gun is a keyboard that types very fast. This file tells its keys from a person's, as a pure core: strokes and times
 * go in, events come out. Pages must never take a scanned code for an amount, whatever the gun puts before and after the digits.
 */

/** One key going down. `at` is in milliseconds on the page's clock (`event.timeStamp`). */
export type Stroke = {
  kind: 'char' | 'enter' | 'tab' | 'control' | 'modifier' | 'named'
  /** The character, the control's letter, or the key's name. */
  key: string
  at: number
}

export type GunSettings = {
  codePrefix: string
  codeDigits: number
  /** Two keys closer than this may come from a gun. People do not type six keys at this pace. */
  gapMillis: number
  /** A gun, once recognised, may stall this long (Bluetooth) without its code falling apart. */
  stallMillis: number
  /** A whole code without Enter is taken after this silence. */
  idleMillis: number
  /** So many fast keys are a gun. */
  keysMin: number
}

export const gunDefaults = {
  gapMillis: 50,
  stallMillis: 250,
  idleMillis: 120,
  keysMin: 6,
} as const

export type GunEvent =
  | { kind: 'typed'; key: string }
  /**
   * A gun read something. `code` is null when it is no payment code. `retract` counts the `typed` events just before that were the
   * gun's after all and must be undone; Infinity when nobody can tell which they were.
   */
  | { kind: 'scanned'; text: string; code: string | null; retract: number }

/** Removes what guns put around the digits: STX and other controls, AIM symbology (`]C1`, `]Q3`), blanks. */
export function bareText(text: string): string {
  return text.replace(/[\p{Cc}\s]/gu, '').replace(/^\][A-Za-z][0-9A-Za-z]/, '')
}

/** The payment code in what a gun, a camera or a paste gave, or null. */
export function codeIn(
  text: string,
  settings: Pick<GunSettings, 'codePrefix' | 'codeDigits'>,
): string | null {
  const bare = bareText(text)
  const right = bare.length === settings.codeDigits && /^[0-9]+$/.test(bare)
  return right && bare.startsWith(settings.codePrefix) ? bare : null
}

type Key = { key: string; at: number }

/** Makes a reader. After every call ask `dueAt`; when that time comes, call `tick`. */
export function makeGun(settings: GunSettings) {
  let run: Key[] = []
  /** What was given out as typed, as long as its keys follow each other closely enough to be a slow gun's. */
  let tail: Key[] = []
  let swallowUntil = -1

  const last = (keys: Key[]) => keys.at(-1)?.at ?? -Infinity
  const isGun = () => run.length >= settings.keysMin
  const joined = (keys: Key[]) => keys.map((each) => each.key).join('')

  function flush(): GunEvent[] {
    const keys = run
    run = []
    for (const each of keys) {
      if (each.at - last(tail) > settings.stallMillis) tail = []
      tail.push(each)
    }
    return keys.map((each) => ({ kind: 'typed', key: each.key }))
  }

  function clear(at: number): void {
    run = []
    tail = []
    swallowUntil = at + settings.idleMillis
  }

  /** The whole code of a gun that was slow or stalled: its first keys were given out as typed. */
  function slowCode(): { code: string; retract: number } | null {
    const near = run.length === 0 || run[0]!.at - last(tail) <= settings.stallMillis
    const all = near ? [...tail, ...run] : run
    const code = codeIn(joined(all.slice(-settings.codeDigits)), settings)
    const retract = settings.codeDigits - run.length
    return code && retract > 0 ? { code, retract } : null
  }

  function scan(at: number): GunEvent[] {
    const text = bareText(joined(run))
    const whole = codeIn(text, settings)
    const slow = whole ? null : slowCode()
    const near = tail.length > 0 && run[0]!.at - last(tail) <= settings.stallMillis
    const all = near ? bareText(joined([...tail, ...run])) : text
    // Only people type a decimal point: a fast `1280.50` is an amount, however quick the hand (or the script).
    if (/^[0-9]{1,9}\.[0-9]{0,2}$/.test(text)) return flush()
    clear(at)
    if (whole) return [{ kind: 'scanned', text, code: whole, retract: 0 }]
    if (slow) return [{ kind: 'scanned', text: slow.code, code: slow.code, retract: slow.retract }]
    return [{ kind: 'scanned', text: all, code: null, retract: near ? Infinity : 0 }]
  }

  function dueAt(): number | null {
    if (run.length === 0)
      return tail.length > 0 && slowCode() ? last(tail) + settings.stallMillis : null
    if (!isGun()) return last(run) + settings.gapMillis
    const whole = codeIn(joined(run), settings) !== null
    return last(run) + (whole ? settings.idleMillis : settings.stallMillis)
  }

  function tick(at: number): GunEvent[] {
    const due = dueAt()
    if (due === null || at <= due) return []
    if (isGun()) return scan(at)
    if (run.length > 0) return flush()
    const slow = slowCode()
    clear(at)
    return slow
      ? [{ kind: 'scanned', text: slow.code, code: slow.code, retract: slow.retract }]
      : []
  }

  function suffix(stroke: Stroke): { events: GunEvent[]; swallow: boolean } {
    if (isGun()) {
      const events = scan(stroke.at)
      const person = events[0]?.kind === 'typed'
      if (person) events.push({ kind: 'typed', key: stroke.key })
      return { events, swallow: !person }
    }
    if (stroke.at <= swallowUntil) return { events: [], swallow: true }
    const events = flush()
    const slow = stroke.at - last(tail) <= settings.stallMillis ? slowCode() : null
    if (slow) {
      clear(stroke.at)
      events.push({ kind: 'scanned', text: slow.code, code: slow.code, retract: slow.retract })
      return { events, swallow: true }
    }
    tail = []
    return { events: [...events, { kind: 'typed', key: stroke.key }], swallow: false }
  }

  /** Takes a key; `swallow` says that the browser must not act on it. */
  function press(stroke: Stroke): { events: GunEvent[]; swallow: boolean } {
    if (stroke.kind === 'modifier') return { events: [], swallow: false }
    const before = tick(stroke.at)
    const after = step(stroke)
    return { events: [...before, ...after.events], swallow: after.swallow }
  }

  function step(stroke: Stroke): { events: GunEvent[]; swallow: boolean } {
    switch (stroke.kind) {
      case 'char':
        run.push({ key: stroke.key, at: stroke.at })
        return { events: [], swallow: isGun() }
      case 'enter':
      case 'tab':
        return suffix(stroke)
      case 'control':
        return control(stroke)
      default: {
        const events = flush()
        tail = []
        return { events: [...events, { kind: 'typed', key: stroke.key }], swallow: false }
      }
    }
  }

  /** Guns send STX, GS, CR and LF as Ctrl+B, Ctrl+], Ctrl+M and Ctrl+J; browsers would open their downloads and bookmarks. */
  function control(stroke: Stroke): { events: GunEvent[]; swallow: boolean } {
    const ends = stroke.key === 'j' || stroke.key === 'm'
    if (ends && isGun()) return { events: scan(stroke.at), swallow: true }
    const junk = ends || stroke.key === 'b' || stroke.key === ']'
    return { events: [], swallow: junk || run.length > 0 || stroke.at <= swallowUntil }
  }

  return { press, tick, dueAt, idle: () => run.length === 0 && tail.length === 0, inScan: isGun }
}

export type Gun = ReturnType<typeof makeGun>

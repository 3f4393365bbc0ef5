/** An expected failure: something a caller can act on, told in plain words. Programmer errors throw plain `Error`s. */
export type Failure<Code extends string = string> = {
  /** A stable word for programs, e.g. `WRONG_PASSWORD`. */
  code: Code
  /** What happened, whether money moved where that could be asked, and what to do now. English; pages translate by `code`. */
  message: string
  /** The field at fault, when there is one. */
  field?: string
  /** Facts a page can put into its own words: attempts left, seconds to wait. */
  detail?: Record<string, string | number | boolean>
}

export type Result<T, Code extends string = string> =
  | { ok: true; value: T }
  | { ok: false; failure: Failure<Code> }

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })

export const fail = <Code extends string>(
  code: Code,
  message: string,
  more: Pick<Failure, 'field' | 'detail'> = {},
): { ok: false; failure: Failure<Code> } => ({ ok: false, failure: { code, message, ...more } })

/** Asserts what must be true if the program is right; its failure is a bug, never a user's mistake. */
export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`must hold: ${what}`)
}

/** Marks the arm of a switch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}

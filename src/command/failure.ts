/**
 * An expected failure of a command: its sentence is all that a person sees, its code is for
 * programs.
 */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
  readonly code: string
  /** The exit status. */
  readonly exit: number
  constructor(code: string, message: string, exit = 1) {
    super(message)
    this.code = code
    this.exit = exit
  }
}

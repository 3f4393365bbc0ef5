/**
 * An expected failure of a command: its sentence is all that a person sees, its code is for
 * programs.
 */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

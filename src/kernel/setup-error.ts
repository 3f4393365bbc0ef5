/**
 * What an operator can put right: a port in use, a missing program, a wrong setting. The command line prints
 * the message alone, without a stack, so it says what happened and what to do.
 */
export class SetupError extends Error {
  override name = 'SetupError'
}

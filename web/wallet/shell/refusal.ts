import { asFailure, type ApiFailure } from '#web/client/failure.ts'

/**
 * Runs a call and answers why it was refused, in words, or undefined when it went well: the form
 * that a PIN pad wants.
 */
export async function refusal(
  act: () => Promise<unknown>,
  say: (failure: ApiFailure) => string,
): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (thrown) {
    return say(asFailure(thrown))
  }
}

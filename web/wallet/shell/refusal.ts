import { asFailure, type ApiFailure } from '#web/client/failure.ts'

/** Runs a call and answers its refusal, or undefined when it went well. */
export async function failing(act: () => Promise<unknown>): Promise<ApiFailure | undefined> {
  try {
    await act()
    return undefined
  } catch (thrown) {
    return asFailure(thrown)
  }
}

/** The same in words: the form that a PIN pad wants. */
export async function refusal(
  act: () => Promise<unknown>,
  say: (failure: ApiFailure) => string,
): Promise<string | undefined> {
  const failure = await failing(act)
  return failure && say(failure)
}

import type { Failure, Result } from '../failure.ts'

/** An expected failure on its way to the one place that turns it into an HTTP reply. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.code)
    this.failure = failure
  }
}

/** The value of a result, or its failure as the answer to the request. */
export function take<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Refusal(result.failure)
}

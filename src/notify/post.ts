import type { Agent, Dispatcher } from 'undici'

/** What a server answered: its status and the first KiB of the body, as text. */
export type Answer = { status: number; answer: string }

const answerBytesMax = 1024
const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

/**
 * Posts a form and resolves to the answer. Rejects when there is none after `timeoutMs`, connecting and all. By undici's
 * `dispatch`, since the streams and signals of its `request` cost as much as all the rest of sending a short message.
 */
export const post = (
  agent: Agent,
  url: URL,
  { body, timeoutMs }: { body: string; timeoutMs: number },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const exchange = new Exchange(resolve, reject)
    const timer = setTimeout(() => {
      exchange.fail(new Error(`no answer within ${timeoutMs} ms`))
    }, timeoutMs)
    exchange.onEnd = () => clearTimeout(timer)
    const path = `${url.pathname}${url.search}`
    agent.dispatch({ origin: url.origin, path, method: 'POST', headers, body }, exchange)
  })

/** One request and its answer. What comes after the end, ours or the server's, is not heard. */
class Exchange implements Dispatcher.DispatchHandler {
  onEnd: () => void = () => undefined
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (error: Error) => void
  readonly #parts: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #bytes = 0
  #ended: Error | undefined | true

  constructor(resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // It waited for a connection for too long.
    if (this.#ended instanceof Error) controller.abort(this.#ended)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status
  }

  /** A merchant may answer with a whole page; its beginning tells enough. */
  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    this.#parts.push(part)
    this.#bytes += part.length
    if (this.#bytes <= answerBytesMax) return
    this.#succeed()
    controller.abort(new Error('the answer is long'))
  }

  onResponseEnd(): void {
    this.#succeed()
  }

  onResponseError(_: unknown, error: Error): void {
    this.fail(error)
  }

  fail(error: Error): void {
    if (!this.#end(error)) return
    this.#reject(error)
    this.#controller?.abort(error)
  }

  #succeed(): void {
    if (!this.#end(true)) return
    const bytes = Buffer.concat(this.#parts).subarray(0, answerBytesMax)
    const answer = bytes.toString('utf8').replaceAll('\0', '\uFFFD')
    this.#resolve({ status: this.#status, answer })
  }

  #end(how: Error | true): boolean {
    if (this.#ended !== undefined) return false
    this.#ended = how
    this.onEnd()
    return true
  }
}

import type { TakenJob } from './queue.ts'

/** Names the notification of a job. */
export const keyOf = ({ data }: TakenJob): string => `${data.merchantId} ${data.notifyId}`

/** Jobs under way. */
export class Places {
  readonly #jobs = new Map<TakenJob, Promise<void>>()
  readonly #last = new Map<string, Promise<void>>()
  readonly #merchants = new Map<string, number>()

  count = (): number => this.#jobs.size
  countOf = ({ data }: TakenJob): number => this.#merchants.get(data.merchantId) ?? 0
  jobs = (): TakenJob[] => [...this.#jobs.keys()]
  /** The newest job of the same notification. */
  of = (job: TakenJob): Promise<void> | undefined => this.#last.get(keyOf(job))
  async empty(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(this.#jobs.values())
  }

  enter(job: TakenJob, done: Promise<void>): void {
    this.#jobs.set(job, done)
    this.#last.set(keyOf(job), done)
    this.#merchants.set(job.data.merchantId, this.countOf(job) + 1)
  }

  leave(job: TakenJob, done: Promise<void>): void {
    this.#jobs.delete(job)
    if (this.of(job) === done) this.#last.delete(keyOf(job))
    const left = this.countOf(job) - 1
    if (left > 0) this.#merchants.set(job.data.merchantId, left)
    else this.#merchants.delete(job.data.merchantId)
  }
}

import type { Name, TakenJob, Try } from './queue.ts'

/** A job under way. */
export type Taken = {
  job: TakenJob
  /** Tries whose outcome is not written down yet; the job goes with the last of them. */
  left: number
}

export const keyOf = ({ merchantId, notifyId }: Name): string => `${merchantId} ${notifyId}`

/** What this worker has under way. */
export class Places {
  readonly #jobs = new Map<Taken, Promise<void>>()
  readonly #tries = new Map<string, Promise<void>>()
  readonly #sending = new Map<string, number>()
  readonly #perLane: number
  #count = 0

  /** `perLane` messages to one merchant at a time: of those that are new, and as many of its line, so that neither starves. */
  constructor(perLane: number) {
    this.#perLane = perLane
  }

  /** Tries that are not written down yet. */
  count = (): number => this.#count
  jobs = (): TakenJob[] => [...this.#jobs.keys()].map(({ job }) => job)
  /** The newest try of this notification, where one is under way. */
  of = (name: Name): Promise<void> | undefined => this.#tries.get(keyOf(name))
  async empty(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(this.#jobs.values())
  }

  /** Keeps a job in mind until it is `done`, which never rejects. */
  enterJob(taken: Taken, done: Promise<void>): void {
    this.#jobs.set(taken, done)
    void done.then(() => this.#jobs.delete(taken))
  }

  /** Keeps a try in mind until it is `done`, which never rejects. */
  enter(name: Name, done: Promise<void>): void {
    const key = keyOf(name)
    this.#count++
    this.#tries.set(key, done)
    void done.then(() => {
      this.#count--
      if (this.#tries.get(key) === done) this.#tries.delete(key)
    })
  }

  isFull = (one: Try): boolean => (this.#sending.get(laneOf(one)) ?? 0) >= this.#perLane

  /** Runs `send` in a place of the try's merchant. */
  async sit<T>(one: Try, send: () => Promise<T>): Promise<T> {
    const lane = laneOf(one)
    this.#sending.set(lane, (this.#sending.get(lane) ?? 0) + 1)
    try {
      return await send()
    } finally {
      const left = (this.#sending.get(lane) ?? 1) - 1
      if (left > 0) this.#sending.set(lane, left)
      else this.#sending.delete(lane)
    }
  }
}

const laneOf = ({ merchantId, alone }: Try): string => `${alone ? 'line' : 'new'} ${merchantId}`

import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql, Tx } from '../db.ts'
import { connectionError, openSlot, type Query, type Slot } from './slot.ts'

type Hold = { sql: Sql; failure: () => unknown; release: () => void }

/**
 * Connections of one database, each for one holder at a time: a query, a transaction or a reservation; who finds none waits in line.
 * A lost connection fails what was sent over it, at once, and is replaced when it is next needed.
 */
export class Pool {
  readonly #max: number
  readonly #connect: (onClose: () => void) => Sql
  readonly #idle: Slot[] = []
  readonly #waiting: ((slot: Slot | undefined) => void)[] = []
  #count = 0
  #ended = false

  constructor(max: number, connect: (onClose: () => void) => Sql) {
    this.#max = max
    this.#connect = connect
  }

  /** Makes a query run on a connection of this pool, alone. */
  direct<Q>(made: Q): Q {
    const query = made as Query
    // Fragments and names are parts of queries; they never run.
    if (typeof query.handler === 'function') query.handler = (self) => void this.#run(self)
    return made
  }

  async #run(query: Query): Promise<void> {
    try {
      const slot = await this.#take()
      const giveBack = () => this.#giveBack(slot)
      query.then(giveBack, giveBack)
      slot.send(query)
    } catch (error) {
      query.reject(error)
    }
  }

  /** Takes a connection; `release` gives it back. Rejects when the database cannot be reached. `make` builds the driver's queries. */
  async hold(make: Sql): Promise<Hold> {
    const slot = await this.#take()
    let failure: unknown
    let over = false
    const direct = <Q>(made: Q): Q => {
      const query = made as Query
      if (typeof query.handler !== 'function') return made
      query.handler = (self) => {
        query.then(undefined, (error: unknown) => (failure ??= error))
        return over ? self.reject(givenBack) : slot.send(self)
      }
      return made
    }
    const release = () => {
      if (over) return
      over = true
      this.#giveBack(slot)
    }
    const tag = (...values: Parameters<Sql>) => direct(make(...values))
    const unsafe = (...values: Parameters<Sql['unsafe']>) => direct(make.unsafe(...values))
    const sql = Object.assign(tag, make, { unsafe, release }) as unknown as Sql
    return { sql, failure: () => failure, release }
  }

  /** A transaction: commits when `act` and all its queries went well, rolls back otherwise. `mode` follows `begin`. */
  async begin<T>(make: Sql, mode: string, act: (tx: Tx) => T | Promise<T>): Promise<T> {
    const { sql, failure, release } = await this.hold(make)
    try {
      await sql.unsafe(`begin ${mode.replace(/[^a-z ]/gi, '')}`)
      try {
        const acted = act(sql as unknown as Tx)
        const result = await (Array.isArray(acted) ? (Promise.all(acted) as Promise<T>) : acted)
        // A COMMIT after a failed statement would roll back without a word.
        if (failure() !== undefined) throw failure()
        await sql.unsafe('commit')
        return result
      } catch (error) {
        await sql.unsafe('rollback').catch(() => undefined)
        throw error
      }
    } finally {
      release()
    }
  }

  /** Takes no more, waits for what is held, `timeoutMs` at most, and closes what is open. */
  async end(timeoutMs: number): Promise<void> {
    this.#ended = true
    for (const wake of this.#waiting.splice(0)) wake(undefined)
    for (let waitedMs = 0; waitedMs < timeoutMs && this.#count > this.#idle.length; waitedMs += 5) {
      await sleep(5)
    }
    await Promise.all(this.#idle.splice(0).map((slot) => slot.close()))
  }

  async #take(): Promise<Slot> {
    for (;;) {
      if (this.#ended) throw connectionError('CONNECTION_ENDED', 'the pool is closed')
      const idle = this.#idle.pop()
      if (idle && !idle.lost()) return idle
      if (idle) this.#discard(idle)
      else if (this.#count < this.#max) return await this.#open()
      else {
        const handed = await new Promise<Slot | undefined>((wake) => this.#waiting.push(wake))
        if (handed) return handed
      }
    }
  }

  async #open(): Promise<Slot> {
    this.#count++
    try {
      return await openSlot(this.#connect)
    } catch (error) {
      this.#count--
      this.#waiting.shift()?.(undefined)
      throw error
    }
  }

  #giveBack(slot: Slot): void {
    if (slot.lost() || this.#ended) {
      this.#discard(slot)
      this.#waiting.shift()?.(undefined)
      return
    }
    const next = this.#waiting.shift()
    if (next) next(slot)
    else this.#idle.push(slot)
  }

  #discard(slot: Slot): void {
    this.#count--
    void slot.close().catch(() => undefined)
  }
}

const givenBack = connectionError('CONNECTION_ENDED', 'the connection was given back')

import type { Storage } from '#engine/storage.ts'
import type { GuessBudget } from '#risk/guess.ts'

import type { Held } from './banks.ts'
import type { Book } from './book.ts'
import type { CodeBook } from './code-book.ts'
import type { Present } from './load.ts'
import type { Random } from './random.ts'
import type { Schedule } from './schedule.ts'
import type { Tables } from './tables.ts'

/** How often what goes wrong, as probabilities of each message, crossing or minute. */
export type Faults = {
  messageLost: number
  messageDoubled: number
  messageLate: number
  /** A transaction is refused as a serialization failure or a deadlock. */
  refused: number
  /** The connection breaks: before the commit, or after it was sent. */
  broken: number
  /** A process dies, each minute. */
  killed: number
  /** The database is gone for some seconds, each minute. */
  outage: number
  /** A merchant's server does not answer a notification. */
  deaf: number
  /** A bank says nothing, having done what it was asked or not. */
  bankSilent: number
  /** A bank refuses to debit a card. */
  bankRefuses: number
  /** How many times slower than a good one the database is. */
  slow: number
}

export const roughDay: Faults = {
  messageLost: 0.01,
  messageDoubled: 0.02,
  messageLate: 0.02,
  refused: 0.01,
  broken: 0.01,
  killed: 0.1,
  outage: 0.2,
  deaf: 0.2,
  bankSilent: 0.1,
  bankRefuses: 0.05,
  slow: 1,
}

export const calm: Faults = {
  messageLost: 0,
  messageDoubled: 0,
  messageLate: 0,
  refused: 0,
  broken: 0,
  killed: 0,
  outage: 0,
  deaf: 0,
  bankSilent: 0,
  bankRefuses: 0,
  slow: 1,
}

/**
 * Every seed has weather of its own: some faults often, some never. After Groce and others, "Swarm testing" (2012): a fault that is
 * always there hides what needs its absence.
 */
export function weather(random: Random): Faults {
  const rate = (usual: number) => usual * random.pick([0, 0.3, 1, 4])
  return {
    messageLost: rate(roughDay.messageLost),
    messageDoubled: rate(roughDay.messageDoubled),
    messageLate: rate(roughDay.messageLate),
    refused: rate(roughDay.refused),
    broken: rate(roughDay.broken),
    killed: rate(roughDay.killed),
    outage: rate(roughDay.outage),
    deaf: rate(roughDay.deaf),
    bankSilent: rate(roughDay.bankSilent),
    bankRefuses: rate(roughDay.bankRefuses),
    slow: random.pick([1, 1, 4, 20]),
  }
}

/** Puts a bug between an engine and its storage; tests plant one to see that the world finds it. */
export type Plant = (
  storage: Storage,
  at: { tables: Tables; present: Present; pause: (ms: number) => Promise<void> },
) => Storage

export type World = {
  schedule: Schedule
  tables: Tables
  book: Book
  codes: CodeBook
  /** The banks' own books, by request. */
  debits: Map<string, Held>
  dayLimit: bigint
  budget: GuessBudget
  faults: Faults
  /** Until when the database cannot be reached. */
  databaseGoneUntil: number
  /** No new orders any more: whoever is busy comes to an end. */
  closing: boolean
  /** How many actors are in the middle of something. */
  busy: number
  /** The first thing that was wrong, in words. */
  fault: string | null
  random: () => Random
  newId: () => string
  /** Runs an actor's act; whatever it throws is a fault. */
  act: (doing: () => Promise<void>) => void
  /** Remembers the first fault; null is none. */
  blame: (fault: string | null) => void
}

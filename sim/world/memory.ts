import type { Facts } from '#engine/facts.ts'
import type { Storage } from '#engine/storage.ts'
import { must } from '#kernel/failure.ts'

import { commit } from './commit.ts'
import { readNames, readRest, type Present } from './load.ts'
import type { Tables } from './tables.ts'

/**
 * The way to the database and back. Each crossing takes its time; it may throw what a database or a broken connection throws, and
 * never ends for whoever died on the way.
 */
export type Wire = (stage: 'ask' | 'commit' | 'answer') => Promise<void>

/** A wire without length or fault. */
export const shortWire: Wire = () => Promise.resolve()

/**
 * The engine's storage in memory. It keeps PostgreSQL's promises and no others: a load sees one snapshot, a store happens whole at
 * one moment or not at all, and after COMMIT was sent only an answer tells which.
 */
export function memoryStorage(deps: { tables: Tables; present: Present; wire?: Wire }): Storage {
  const { tables, present, wire = shortWire } = deps
  return {
    begin() {
      let facts: Facts | undefined
      return {
        async load(commands, rules, ahead) {
          await wire('ask')
          const found = await readNames(tables, commands, present, { now: rules.now, ahead })
          readRest(tables, commands, found, rules)
          found.forgetAhead()
          await wire('answer')
          return found
        },
        async ready(decided) {
          facts = decided
        },
        async store(committing) {
          must(facts, 'what is stored was made ready')
          await wire('ask')
          committing()
          await wire('commit')
          commit(tables, facts)
          await wire('answer')
        },
        drop() {},
      }
    },
  }
}

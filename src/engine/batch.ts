import type { Command, Outcome } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'

import { decide } from './decide.ts'
import type { EngineDeps } from './engine.ts'
import type { StoredEvent } from './facts.ts'
import { Conflict } from './store.ts'

export type Batch = Required<Omit<EngineDeps, 'measure'>> & {
  newId: () => string
  newTradeNo: () => string
  publish: (events: StoredEvent[]) => void
}

export type BatchResult = { outcomes: Outcome[]; retries: number }

/** How often a batch is decided again because others were first, before it is given up as busy. */
const conflictsMax = 100

type Trouble = 'conflict' | 'lost' | 'refused' | 'poison'

/** Serialization failures, deadlocks and taken keys: decide again. A lost connection: ask again. A full disk: wait. The rest is a bug. */
function troubleOf(error: unknown): Trouble {
  if (error instanceof Conflict) return 'conflict'
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return 'poison'
  if (['40001', '40P01', '23505', '55P03'].includes(code)) return 'conflict'
  if (/^(08|57)/.test(code) || !/^[0-9A-Z]{5}$/.test(code)) return 'lost'
  if (/^(53|58)/.test(code) || code === '25006') return 'refused'
  return 'poison'
}

/** Decides and stores these commands together; the outcomes stand in the commands' order. Never throws. */
export async function runBatch(batch: Batch, commands: Command[]): Promise<BatchResult> {
  const deadline = batch.uptime() + batch.settings.queueWaitMaxMs
  let maybeDone = false
  for (let retries = 0; ; retries++) {
    const sent = { commit: false }
    try {
      return { outcomes: await attempt(batch, commands, maybeDone, sent), retries }
    } catch (error) {
      const trouble = troubleOf(error)
      maybeDone ||= trouble === 'lost' && sent.commit
      if (trouble === 'poison') return await split(batch, commands, error, retries)
      const late = batch.uptime() > deadline
      if (late || (trouble === 'conflict' && retries >= conflictsMax)) {
        batch.log.warn({ err: error, commands: commands.length, retries }, 'a batch was given up')
        return { outcomes: commands.map(() => ({ kind: maybeDone ? 'unknown' : 'busy' })), retries }
      }
      if (trouble !== 'conflict') await batch.pause(50 + Math.random() * 100)
      else if (retries > 2) await batch.pause(Math.random() * Math.min(retries, 20))
    }
  }
}

/** One try: load, decide one by one, store. */
async function attempt(
  batch: Batch,
  commands: Command[],
  maybeDone: boolean,
  sent: { commit: boolean },
): Promise<Outcome[]> {
  const { settings } = batch
  const rules: Rules = {
    now: batch.clock(),
    stripe: batch.stripe,
    maybeDone,
    dayLimit: settings.dayLimit,
    budget: settings.budget,
    unpaidMs: settings.unpaidMs,
    newId: batch.newId,
    newTradeNo: batch.newTradeNo,
  }
  const facts = await batch.storage.load(commands, rules)
  const outcomes = commands.map((command) => {
    const { outcome, changes } = decide(facts, command, rules)
    facts.apply(changes)
    return outcome
  })
  if (facts.changed) {
    await batch.storage.store(facts, () => {
      sent.commit = true
    })
  }
  if (facts.events.length > 0) batch.publish(facts.events)
  return outcomes
}

/** Finds the command that the database or a rule's assertion will not have, by halves; it fails alone and the rest goes through. */
async function split(
  batch: Batch,
  commands: Command[],
  error: unknown,
  retries: number,
): Promise<BatchResult> {
  if (commands.length === 1) {
    batch.log.error({ err: error, kind: commands[0]?.kind }, 'a command fails by itself')
    return { outcomes: [{ kind: 'unknown' }], retries }
  }
  const half = Math.ceil(commands.length / 2)
  const first = await runBatch(batch, commands.slice(0, half))
  const second = await runBatch(batch, commands.slice(half))
  return {
    outcomes: [...first.outcomes, ...second.outcomes],
    retries: retries + first.retries + second.retries + 1,
  }
}

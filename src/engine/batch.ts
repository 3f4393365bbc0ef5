import { transferLimits } from '#fund/rules.ts'
import type { Command, Outcome } from '#trade/command.ts'
import { refundMsDefault } from '#trade/finish.ts'
import type { Rules } from '#trade/rules.ts'

import { decide } from './decide.ts'
import type { EngineDeps } from './engine.ts'
import type { Facts, StoredEvent } from './facts.ts'
import { Conflict, type Attempt } from './storage.ts'

export type Batch = Required<Omit<EngineDeps, 'measure' | 'node' | 'later'>> & {
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
  // The system's own codes are no SQLSTATEs; of these EPIPE alone looks like one.
  if (/^(08|57)/.test(code) || !/^[0-9A-Z]{5}$/.test(code) || code === 'EPIPE') return 'lost'
  if (/^(53|58)/.test(code) || code === '25006') return 'refused'
  return 'poison'
}

/** A batch whose facts are loaded and whose decisions are made, ready to be stored. Who does not store it, drops it. */
export type Prepared = { facts: Facts; outcomes: Outcome[]; attempt: Attempt }

/** Loads and decides, one by one. `ahead` are the batches on their way, the nearest first. Throws what the database throws. */
export async function prepare(
  batch: Batch,
  commands: readonly Command[],
  more: { ahead?: readonly Facts[]; maybeDone?: boolean } = {},
): Promise<Prepared> {
  const { settings } = batch
  const rules: Rules = {
    now: batch.clock(),
    stripe: batch.stripe,
    maybeDone: more.maybeDone ?? false,
    dayLimit: settings.dayLimit,
    transfer: settings.transfer ?? transferLimits,
    budget: settings.budget,
    unpaidMs: settings.unpaidMs,
    refundMs: settings.refundMs ?? refundMsDefault,
    newId: batch.newId,
    newTradeNo: batch.newTradeNo,
  }
  const attempt = batch.storage.begin()
  try {
    const facts = await attempt.load(commands, rules, more.ahead ?? [])
    const outcomes = commands.map((command) => {
      const { outcome, changes } = decide(facts, command, rules)
      facts.apply(changes, command.traceId)
      return outcome
    })
    if (facts.changed) await attempt.ready(facts)
    else attempt.drop()
    return { facts, outcomes, attempt }
  } catch (error) {
    attempt.drop()
    throw error
  }
}

async function keep(
  batch: Batch,
  { facts, attempt }: Prepared,
  committing: () => void,
): Promise<void> {
  if (facts.changed) await attempt.store(committing)
  const { told } = facts
  if (told.length > 0) batch.publish(told)
}

/**
 * How a run begins. `first` is a try that is already prepared; it is stored as it is, and everything after a failure, of which `failed`
 * hears at once, starts from loading. `doubt`: an earlier try may have been kept.
 */
export type Start = { first?: Prepared | null; failed?: () => void; doubt?: boolean }

/** Brings these commands to their outcomes, which stand in the commands' order. Never throws. */
export async function runBatch(
  batch: Batch,
  commands: readonly Command[],
  { first = null, failed, doubt = false }: Start = {},
): Promise<BatchResult> {
  const deadline = batch.uptime() + batch.settings.queueWaitMaxMs
  let maybeDone = doubt
  let prepared = first
  for (let retries = 0; ; retries++) {
    let sent = false
    try {
      prepared ??= await prepare(batch, commands, { maybeDone })
      await keep(batch, prepared, () => {
        sent = true
      })
      return { outcomes: prepared.outcomes, retries }
    } catch (error) {
      prepared = null
      failed?.()
      const trouble = troubleOf(error)
      maybeDone ||= trouble === 'lost' && sent
      if (trouble === 'poison') return await split(batch, commands, { error, retries, maybeDone })
      const late = batch.uptime() > deadline
      if (late || (trouble === 'conflict' && retries >= conflictsMax)) {
        batch.log.warn({ err: error, commands: commands.length, retries }, 'a batch was given up')
        const kind = maybeDone ? 'unknown' : 'busy'
        return { outcomes: commands.map(() => ({ kind })), retries }
      }
      if (trouble !== 'conflict') await batch.pause(50 + batch.random() * 100)
      else if (retries > 2) await batch.pause(batch.random() * Math.min(retries, 20))
    }
  }
}

/** Finds the command that the database or a rule's assertion will not have, by halves; it fails alone and the rest goes through. */
async function split(
  batch: Batch,
  commands: readonly Command[],
  so: { error: unknown; retries: number; maybeDone: boolean },
): Promise<BatchResult> {
  const { error, retries, maybeDone } = so
  if (commands.length === 1) {
    batch.log.error({ err: error, kind: commands[0]?.kind }, 'a command fails by itself')
    return { outcomes: [{ kind: 'unknown' }], retries }
  }
  const half = Math.ceil(commands.length / 2)
  const first = await runBatch(batch, commands.slice(0, half), { doubt: maybeDone })
  const second = await runBatch(batch, commands.slice(half), { doubt: maybeDone })
  return {
    outcomes: [...first.outcomes, ...second.outcomes],
    retries: retries + first.retries + second.retries + 1,
  }
}

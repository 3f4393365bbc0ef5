import { type FaultKind, faultKinds } from '#wire/fault-kinds.ts'
import { faultCountMax, faultDelayMsMax, faultOutcomes, type FaultRule } from '#wire/standin.ts'

import { CommandFailure } from '../failure.ts'
import { durationOf } from './duration.ts'

/** What was typed behind `tongbao fault add <kind>`. */
export type FaultOptions = {
  app?: string
  method?: string
  bank?: string
  skip?: string
  times?: string
  delay?: string
  then?: string
}

/** Reads a fault from what was typed. Throws a `CommandFailure` that names the option at fault. */
export function faultOf(kind: string, options: FaultOptions): FaultRule {
  const { app, method, bank, skip, times, delay, then } = options
  return {
    kind: kindOf(kind),
    ...(app !== undefined && { appId: shortOf('--app', app, 32) }),
    ...(method !== undefined && { method: shortOf('--method', method, 128) }),
    ...(bank !== undefined && { bank: shortOf('--bank', bank, 16) }),
    ...(skip !== undefined && { skip: countOf('--skip', skip, 0) }),
    ...(times !== undefined && {
      times: times === 'all' ? null : countOf('--times', times, 1, ', or all'),
    }),
    ...(delay !== undefined && { delayMs: delayOf(delay) }),
    ...(then !== undefined && { outcome: outcomeOf(kind, then) }),
  }
}

const wrong = (option: string, allowed: string, text: string) =>
  new CommandFailure('OPTION_INVALID', `${option} must be ${allowed}, not ${text || 'empty'}.`)

function kindOf(text: string): FaultKind {
  const kind = faultKinds.find((name) => name === text)
  if (kind) return kind
  throw new CommandFailure('KIND_INVALID', `The kinds of faults are ${faultKinds.join(', ')}.`)
}

function shortOf(option: string, text: string, lengthMax: number): string {
  if (text !== '' && text.length <= lengthMax) return text
  throw wrong(option, `a text of at most ${lengthMax} characters`, text)
}

function countOf(option: string, text: string, least: number, otherwise = ''): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : -1
  if (count >= least && count <= faultCountMax) return count
  throw wrong(option, `a whole number from ${least} to ${faultCountMax}${otherwise}`, text)
}

function delayOf(text: string): number {
  const ms = durationOf(text)
  if (ms <= faultDelayMsMax) return ms
  throw wrong('--delay', `at most ${faultDelayMsMax / 1000}s`, text)
}

function outcomeOf(kind: string, text: string): (typeof faultOutcomes)[number] {
  const outcome = faultOutcomes.find((name) => name === text)
  if (!outcome) throw wrong('--then', faultOutcomes.join(', '), text)
  if (kind === 'waiting') return outcome
  throw new CommandFailure('OPTION_INVALID', '--then goes with the kind waiting alone.')
}

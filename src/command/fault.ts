import { readFileSync } from 'node:fs'

import { durationText } from '#kernel/setting.ts'
import {
  type Fault,
  type FaultKind,
  faultKinds,
  type FaultList,
  type FaultRule,
} from '#wire/standin.ts'

import { CommandFailure } from './failure.ts'
import { table } from './language.ts'
import { answer } from './say.ts'
import { ask, type AskOptions } from './standin/ask.ts'
import { durationOf } from './standin/duration.ts'

const path = '/api/standin/faults'

export type AddOptions = AskOptions & {
  app?: string
  method?: string
  skip?: string
  times?: string
  delay?: string
  outcome?: string
}

/** `tongbao fault add <kind>`: has the next call, or so many of them, go wrong. */
export async function addFault(kind: string, options: AddOptions): Promise<void> {
  const { app, method, skip, times, delay, outcome } = options
  const rule = {
    kind: kindOf(kind),
    ...(app !== undefined && { appId: app }),
    ...(method !== undefined && { method }),
    ...(skip !== undefined && { skip: Number(skip) }),
    ...(times !== undefined && { times: times === 'all' ? null : Number(times) }),
    ...(delay !== undefined && { delayMs: durationOf(delay) }),
    ...(outcome !== undefined && { outcome: outcome as 'success' }),
  } satisfies FaultRule
  const made = await ask<Fault>(options, { method: 'POST', path, body: rule })
  answer(options.json, made, lines([made]))
}

/** `tongbao fault list`: what is set, and what it did. */
export async function listFaults(options: AskOptions): Promise<void> {
  const found = await ask<FaultList>(options, { method: 'GET', path })
  const events = found.events.map(({ seq, kind, appId, subject, traceId }) => [
    String(seq),
    kind,
    appId,
    subject,
    traceId ?? '-',
  ])
  answer(options.json, found, [lines(found.faults), table(events)].join('\n'))
}

/** `tongbao fault clear [faultId]` */
export async function clearFaults(faultId: string | undefined, options: AskOptions): Promise<void> {
  const which = faultId === undefined ? path : `${path}/${encodeURIComponent(faultId)}`
  await ask(options, { method: 'DELETE', path: which })
  answer(options.json, {}, '')
}

/** `tongbao fault export`: the faults as JSON, which `import` takes to do the same again. */
export async function exportFaults(options: AskOptions): Promise<void> {
  const { faults } = await ask<FaultList>(options, { method: 'GET', path })
  const rules = faults.map(({ kind, appId, method, skip, times, delayMs, outcome }) => {
    return { kind, appId, method, skip, times, delayMs, outcome }
  })
  process.stdout.write(`${JSON.stringify({ faults: rules }, null, 2)}\n`)
}

/** `tongbao fault import <file>`: puts the faults of a file in the place of all. */
export async function importFaults(file: string, options: AskOptions): Promise<void> {
  let body: object
  try {
    body = JSON.parse(readFileSync(file, 'utf8')) as object
  } catch {
    throw new CommandFailure('NO_FILE', `${file} cannot be read as JSON.`)
  }
  const found = await ask<FaultList>(options, { method: 'PUT', path, body })
  answer(options.json, found, lines(found.faults))
}

function kindOf(text: string): FaultKind {
  const kind = faultKinds.find((name) => name === text)
  if (kind) return kind
  throw new CommandFailure('KIND_INVALID', `The kinds of faults are ${faultKinds.join(', ')}.`)
}

const lines = (faults: readonly Fault[]): string =>
  table(
    faults.map((fault) => [
      fault.faultId,
      fault.kind,
      fault.method ?? '*',
      fault.appId ?? '*',
      `${fault.passed}/${fault.skip}`,
      `${fault.fired}/${fault.times ?? '∞'}`,
      durationText(fault.delayMs),
      fault.outcome ?? '',
    ]),
  )

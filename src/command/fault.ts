import { readFileSync } from 'node:fs'

import type { Fault, FaultList } from '#wire/standin.ts'

import { CommandFailure } from './failure.ts'
import { answer } from './say.ts'
import { ask, type AskOptions } from './standin/ask.ts'
import { faultOf, type FaultOptions } from './standin/fault-options.ts'
import { clearedWords, faultTable, faultWords } from './standin/fault-words.ts'

const path = '/api/standin/faults'

/** `tongbao fault add <kind>`: has the next call, or so many of them, go wrong. */
export async function addFault(kind: string, options: AskOptions & FaultOptions): Promise<void> {
  const body = faultOf(kind, options)
  const made = await ask<Fault>(options, { method: 'POST', path, body })
  answer(options.json, made, faultTable([made]))
}

/** `tongbao fault list`: what is set, and what it did. */
export async function listFaults(options: AskOptions): Promise<void> {
  const found = await ask<FaultList>(options, { method: 'GET', path })
  answer(options.json, found, faultWords(found))
}

/** `tongbao fault clear [faultId]` */
export async function clearFaults(faultId: string | undefined, options: AskOptions): Promise<void> {
  const which = faultId === undefined ? path : `${path}/${encodeURIComponent(faultId)}`
  await ask(options, { method: 'DELETE', path: which })
  answer(options.json, {}, clearedWords(faultId !== undefined))
}

/** `tongbao fault export`: the faults as JSON, which `import` takes to do the same again. */
export async function exportFaults(options: AskOptions): Promise<void> {
  const { faults } = await ask<FaultList>(options, { method: 'GET', path })
  const rules = faults.map(({ kind, appId, method, bank, skip, times, delayMs, outcome }) => {
    return { kind, appId, method, bank, skip, times, delayMs, outcome }
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
  answer(options.json, found, faultTable(found.faults))
}

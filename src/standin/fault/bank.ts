import type { BankCall } from '#bank/http.ts'
import type { Misbehaviour, Simulator } from '#bank/simulator.ts'
import type { Log } from '#kernel/log.ts'

import type { FaultBook } from './book.ts'

const kinds: Record<string, Misbehaviour['kind']> = {
  'bank-silent': 'silent',
  'bank-late': 'slow',
  'bank-down': 'down',
}

/**
 * Has the bank itself go wrong, as the rules say: before a call is made, its bank is told what to do with it. So a bank
 * that is silent has really done the work.
 */
export function createBankTrouble(deps: { book: FaultBook; simulator: Simulator; log: Log }) {
  const { book, simulator, log } = deps
  return async ({ bank, operation, subject, nonce }: BankCall): Promise<void> => {
    const told = `${bank} ${operation} ${subject}`
    const occasion = { appId: '', bank, method: operation, subject: told, traceId: null }
    const fault = await book.meet(occasion)
    const kind = fault && kinds[fault.kind]
    if (!kind) return
    await simulator
      .misbehave({ kind, nonce, delayMs: fault.delayMs })
      .catch((error: unknown) => log.warn({ err: error }, 'the banks could not be told to fail'))
  }
}

import { setTimeout as sleep } from 'node:timers/promises'

import type { Submit } from '#engine/traced.ts'
import { unavailable } from '#gateway/call.ts'
import type { Answer } from '#gateway/codes.ts'
import type { WatchedCall } from '#gateway/watch.ts'
import type { Method } from '#gateway/call.ts'
import type { Command, Outcome } from '#trade/command.ts'
import type { Fault } from '#wire/standin.ts'

/** How old a stale code says that it is, seconds. */
const staleSeconds = 150

/** What spoiling a call needs besides the call. */
export type Spoiling = {
  /** Ends the call's connection after this long, milliseconds, instead of answering. */
  hush: (traceId: string, afterMs: number) => void
  /** Does something after this long, milliseconds, unless the process ends first. */
  later: (afterMs: number, act: () => Promise<unknown>) => void
}

/** Answers a call as its fault has it. */
export async function spoil(
  call: WatchedCall,
  method: Method,
  fault: Fault,
  { hush, later }: Spoiling,
): Promise<Answer> {
  const { engine } = call.deps
  switch (fault.kind) {
    case 'late': {
      const answer = await method(call)
      await sleep(fault.delayMs)
      return answer
    }
    case 'silent':
      hush(call.traceId, fault.delayMs)
      return method(call)
    case 'busy':
      return through(call, method, async () => ({ kind: 'busy' }), true)
    case 'unknown':
      return through(
        call,
        method,
        async (command) => {
          await engine.submit(command)
          return { kind: 'unknown' }
        },
        true,
      )
    case 'waiting':
      return through(call, method, (command) => ask(engine, command, fault, later))
    case 'stale':
      return through(call, method, async () => ({
        kind: 'failed',
        code: 'CODE_STALE',
        detail: { ageSeconds: staleSeconds },
        trade: null,
      }))
    default:
      return method(call)
  }
}

/**
 * Lets the method work with an engine that does this with commands. A method that only reads gives none; where it
 * must fail all the same, its answer is the one for an outcome that is not known.
 */
async function through(
  call: WatchedCall,
  method: Method,
  submit: Submit['submit'],
  mustFail = false,
): Promise<Answer> {
  let asked = false
  const engine: Submit = {
    submit: (command) => {
      asked = true
      return submit(command)
    },
  }
  const answer = await method({ ...call, deps: { ...call.deps, engine } })
  return mustFail && !asked ? unavailable : answer
}

/** Has the payer asked whatever the amount, and lets the payer do later what the fault says. */
async function ask(
  engine: Submit,
  command: Command,
  { delayMs, outcome }: Fault,
  later: Spoiling['later'],
): Promise<Outcome> {
  if (command.kind !== 'pay') return engine.submit(command)
  const asked = await engine.submit({ ...command, askPayer: true })
  if (asked.kind !== 'waiting' || outcome === 'silence') return asked
  const { merchantId, outTradeNo } = asked.trade
  const about = { memberId: asked.payer.memberId, merchantId, outTradeNo }
  const kind = outcome === 'failure' ? 'refuse' : 'confirm'
  later(delayMs, () => engine.submit({ kind, ...about }))
  return asked
}

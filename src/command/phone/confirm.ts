import { setTimeout as sleep } from 'node:timers/promises'

import type { ConfirmRequest, PaymentResult, Pending, PendingList } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import { answer } from '../say.ts'
import { askOnce, findPhone, requirePassword, type Phone, type PhoneOptions } from './phone.ts'

export type WaitingOptions = PhoneOptions & { wait: string; trade?: string }

const pollMs = 150

/** `tongbao phone confirm`: pays what waits for this person's payment password. */
export async function confirm(options: WaitingOptions): Promise<void> {
  const phone = findPhone(options)
  const paymentPassword = requirePassword(phone)
  const waiting = await findWaiting(phone, options)
  const result = await askOnce<PaymentResult>(phone, {
    method: 'POST',
    path: `/api/wallet/pending/${waiting.tradeNo}/confirm`,
    body: { paymentPassword } satisfies ConfirmRequest,
  })
  tell(options, result)
}

/** `tongbao phone refuse`: says no to what waits. */
export async function refuse(options: WaitingOptions): Promise<void> {
  const phone = findPhone(options)
  const waiting = await findWaiting(phone, options)
  const result = await askOnce<PaymentResult>(phone, {
    method: 'POST',
    path: `/api/wallet/pending/${waiting.tradeNo}/refuse`,
    body: {},
  })
  tell(options, result)
}

/**
 * The newest payment that waits, or the one named; it is waited for as long as `--wait` says,
 * seconds.
 */
async function findWaiting(phone: Phone, options: WaitingOptions): Promise<Pending> {
  const seconds = Number(options.wait)
  if (!(seconds >= 0 && seconds <= 86_400)) {
    throw new CommandFailure('WAIT_INVALID', '--wait must be seconds from 0 to 86400.')
  }
  const untilMs = Date.now() + seconds * 1000
  for (;;) {
    const { pending } = await askOnce<PendingList>(phone, {
      method: 'GET',
      path: '/api/wallet/pending',
    })
    const found = pending.find((one) => !options.trade || one.tradeNo === options.trade)
    if (found) return found
    if (Date.now() + pollMs > untilMs) break
    await sleep(pollMs)
  }
  throw new CommandFailure(
    'NOTHING_WAITS',
    `Nothing waits for the payment password of ${phone.number}. No money moved.`,
  )
}

function tell(options: PhoneOptions, result: PaymentResult): void {
  const words = {
    paid: `Paid ${result.amount} yuan to ${result.merchantName}; ${result.balance} yuan are left.`,
    refused: `Refused ${result.amount} yuan to ${result.merchantName}; no money moved.`,
    closed: `The order of ${result.amount} yuan is closed; no money moved.`,
  }[result.state]
  answer(options.json, result, words)
  if (result.state === 'closed') process.exitCode = 1
}

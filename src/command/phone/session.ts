import { setTimeout as sleep } from 'node:timers/promises'

import { isWeak } from '#member/payment-password.ts'
import type { DemoSms } from '#wire/demo.ts'
import { sentenceOf } from '#wire/failures.ts'
import type { LoginRequest, Me, SmsRequest, SmsSent } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import { note } from '../say.ts'
import type { PhoneFile } from './file.ts'
import { ApiFailure, call } from './http.ts'
import type { Phone } from './phone.ts'

/**
 * Logs in with a code by SMS, which the demo's inbox shows; a number that nobody has yet is signed
 * up, with the payment password and the name where they are known. Resolves to the member. Someone
 * new with a weak password is refused before anything is asked: the account would be there, and
 * without it.
 */
export async function logIn(phone: Phone, file: PhoneFile): Promise<Me> {
  if (!phone.inTown && phone.password !== undefined && isWeak(phone.password)) {
    throw new CommandFailure('PAYMENT_PASSWORD_WEAK', sentenceOf('PAYMENT_PASSWORD_WEAK'))
  }
  const me = phone.smsCode
    ? await present(phone, file, phone.smsCode)
    : await logInByInbox(phone, file)
  if (!me.isNew || phone.password === undefined) return me
  if (phone.name !== undefined) {
    await call(phone.server, file, {
      method: 'PUT',
      path: '/api/wallet/profile',
      body: { name: phone.name },
    })
  }
  return call<Me>(phone.server, file, {
    method: 'PUT',
    path: '/api/wallet/payment-password',
    body: { next: phone.password },
  })
}

const present = (phone: Phone, file: PhoneFile, smsCode: string): Promise<Me> =>
  call<Me>(phone.server, file, {
    method: 'POST',
    path: '/api/wallet/login',
    body: { phone: phone.number, smsCode } satisfies LoginRequest,
  })

async function logInByInbox(phone: Phone, file: PhoneFile): Promise<Me> {
  const waitMs = await send(phone, file)
  const inbox = await readInbox(phone, file)
  const newest = inbox.messages[0]
  try {
    if (newest) return await present(phone, file, newest.code)
  } catch (error) {
    // The newest message may have been used by another login of this minute.
    if (!(error instanceof ApiFailure) || error.code !== 'WRONG_SMS_CODE' || waitMs === 0) {
      throw error
    }
  }
  if (waitMs === 0) {
    throw new CommandFailure('NO_SMS', `No SMS arrived for ${phone.number}. Try again.`)
  }
  note(`The next SMS may be sent in ${Math.ceil(waitMs / 1000)} s; waiting.`)
  await sleep(waitMs)
  return logInByInbox(phone, file)
}

/**
 * Asks for an SMS. Resolves to 0, or to how long to wait until another one may be asked for,
 * milliseconds.
 */
async function send(phone: Phone, file: PhoneFile): Promise<number> {
  try {
    await call<SmsSent>(phone.server, file, {
      method: 'POST',
      path: '/api/wallet/sms',
      body: { phone: phone.number, purpose: 'login' } satisfies SmsRequest,
    })
    return 0
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.code !== 'SMS_TOO_OFTEN') throw error
    return Math.max(1, Number(error.detail['waitSeconds'] ?? 60)) * 1000
  }
}

async function readInbox(phone: Phone, file: PhoneFile): Promise<DemoSms> {
  try {
    return await call<DemoSms>(phone.server, file, {
      method: 'GET',
      path: `/api/demo/sms?phone=${phone.number}`,
    })
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 404) throw error
    throw new CommandFailure(
      'SMS_ELSEWHERE',
      'This server sends its text messages to real phones. Run the command again with --sms-code <code>.',
    )
  }
}

import { randomInt, timingSafeEqual } from 'node:crypto'

import type { Config } from '#config'
import type { Clock } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { timeId } from '#kernel/id.ts'
import { mac, type Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import { SetupError } from '#kernel/setup-error.ts'
import { refuse } from '#wire/failures.ts'
import type { SmsRequest, SmsSent } from '#wire/wallet.ts'

import { inboxDoor, webhookDoor, type SmsDoor, type SmsMessage } from './sms-door.ts'

type Purpose = SmsRequest['purpose']

export type Sms = {
  /** Sends six digits to a phone. */
  send: (phone: string, purpose: Purpose) => Promise<Result<SmsSent>>
  /** Uses up the newest code of this phone and purpose; a wrong one counts, so commit either way. */
  check: (tx: Tx, phone: string, purpose: Purpose, code: string) => Promise<Result<void>>
  /** The same, but a right code stays good for its use. */
  look: (tx: Tx, phone: string, purpose: Purpose, code: string) => Promise<Result<void>>
}

const lifeMs = 5 * 60_000
const hourMs = 3_600_000
/** With ten codes an hour at most, a phone's codes are guessed with odds of 5 in 100,000 an hour. */
const missesMax = 5
const productionPace = { resendMs: 30_000, hourlyMax: 10 }
const demoPace = { resendMs: 1000, hourlyMax: 1000 }

type SmsDeps = {
  config: Pick<Config, 'mode' | 'sms' | 'smsWebhookToken'>
  sql: Sql
  keyring: Keyring
  clock: Clock
  log: Log
}

/** Throws a `SetupError` where production has no sender of text messages. */
export function createSms(deps: SmsDeps): Sms {
  const { config, sql, keyring, clock, log } = deps
  const door = chooseDoor(config)
  const pace = config.mode === 'demo' ? demoPace : productionPace
  const macOf = (phone: string, smsId: string, code: string) =>
    mac(keyring, `sms:${phone}:${smsId}:${code}`)

  const send = async (phone: string, purpose: Purpose): Promise<Result<SmsSent>> => {
    const now = clock()
    const message = newMessage(phone, now)
    const waitMs = await sql.begin(async (tx) => {
      await lockPhone(tx, phone)
      const wait = await waitOf(tx, { phone, now, pace })
      if (wait > 0) return wait
      await tx`delete from sms_code where phone = ${phone} and created_at < ${now - 24 * hourMs}`
      await tx`
        insert into sms_code (phone, sms_id, purpose, code_mac, created_at, expires_at)
        values (${phone}, ${message.smsId}, ${purpose},
          ${macOf(phone, message.smsId, message.code)}, ${now}, ${now + lifeMs})`
      await door.store(tx, message)
      return 0
    })
    if (waitMs > 0) return tooOften(waitMs)
    try {
      await door.send(message)
    } catch (error) {
      log.error({ err: error }, 'a text message was not taken')
      await sql`delete from sms_code where phone = ${phone} and sms_id = ${message.smsId}`
      return refuse('UNAVAILABLE', {
        message: 'The SMS could not be sent. Ask for it again in a moment.',
      })
    }
    return ok({ resendAfterSeconds: Math.ceil(pace.resendMs / 1000), expiresAt: now + lifeMs })
  }

  type Shown = { phone: string; purpose: Purpose; code: string; use: boolean }
  const compare = async (tx: Tx, { phone, purpose, code, use }: Shown) => {
    const now = clock()
    await lockPhone(tx, phone)
    const [row] = await tx<{ smsId: string; codeMac: string; misses: number }[]>`
      select sms_id as "smsId", code_mac as "codeMac", misses
        from sms_code
       where phone = ${phone} and purpose = ${purpose} and used_at is null
         and expires_at > ${now} and misses < ${missesMax}
       order by sms_id desc limit 1`
    if (!row) return refuse('WRONG_SMS_CODE', { field: 'smsCode', detail: { attemptsLeft: 0 } })
    const wanted = Buffer.from(row.codeMac)
    const shown = Buffer.from(macOf(phone, row.smsId, code))
    const right = wanted.length === shown.length && timingSafeEqual(wanted, shown)
    if (right && !use) return ok(undefined)
    await tx`
      update sms_code set used_at = ${right ? now : null}, misses = misses + ${right ? 0 : 1}
       where phone = ${phone} and sms_id = ${row.smsId}`
    if (right) return ok(undefined)
    const attemptsLeft = missesMax - 1 - row.misses
    return refuse('WRONG_SMS_CODE', { field: 'smsCode', detail: { attemptsLeft } })
  }

  const check: Sms['check'] = (tx, phone, purpose, code) =>
    compare(tx, { phone, purpose, code, use: true })
  const look: Sms['look'] = (tx, phone, purpose, code) =>
    compare(tx, { phone, purpose, code, use: false })
  return { send, check, look }
}

function chooseDoor({ mode, sms, smsWebhookToken }: SmsDeps['config']): SmsDoor {
  if (sms !== 'inbox') return webhookDoor(sms, smsWebhookToken)
  if (mode === 'demo') return inboxDoor
  throw new SetupError(
    'TONGBAO_SMS must be the URL of your sender of text messages in production; ' +
      'the inbox is for the demo, where everyone may read it.',
  )
}

function newMessage(phone: string, at: number): SmsMessage {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const text = [
    `【通宝】验证码 ${code}，5 分钟内有效。任何人索要都不要告诉。`,
    `Tongbao code ${code}, good for 5 minutes. Never tell it to anyone.`,
  ].join('\n')
  return { smsId: timeId(at), phone, text, code, at }
}

/** Two requests for one phone at once are one after the other, so that neither pace nor misses are passed by haste. */
const lockPhone = (tx: Tx, phone: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`sms:${phone}`}, 0))`

/** Milliseconds until the next message may be sent to this phone; 0 when it may be now. */
async function waitOf(
  tx: Tx,
  at: { phone: string; now: number; pace: typeof productionPace },
): Promise<number> {
  const { phone, now, pace } = at
  const rows = await tx<{ createdAt: number }[]>`
    select created_at as "createdAt" from sms_code
     where phone = ${phone} and created_at > ${now - hourMs} and created_at <= ${now}
     order by created_at desc limit ${pace.hourlyMax}`
  const newest = rows[0]
  if (!newest) return 0
  const oldest = rows.length === pace.hourlyMax ? rows.at(-1) : undefined
  const untilHour = oldest ? oldest.createdAt + hourMs - now : 0
  return Math.max(newest.createdAt + pace.resendMs - now, untilHour)
}

const tooOften = (waitMs: number) =>
  refuse('SMS_TOO_OFTEN', { detail: { waitSeconds: Math.ceil(waitMs / 1000) } })

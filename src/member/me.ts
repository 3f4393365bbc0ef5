import type { Config } from '#config'
import type { Clock } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { must } from '#kernel/failure.ts'
import { yuan } from '#kernel/money.ts'
import type { CodeFormat } from '#paycode/derive.ts'
import type { Me } from '#wire/wallet.ts'

import { maskPhone } from './mask.ts'
import { passwordFreeLimitMax } from './limit.ts'

type Row = {
  phone: string
  name: string
  limit: bigint
  suspended: boolean
  balance: bigint
  isNew: boolean
}

type MeDeps = { sql: Sql; clock: Clock; config: Config }

/** What the payer sees of the payer's own account. Three reads by primary key in one statement. */
export async function loadMe({ sql, clock, config }: MeDeps, memberId: string): Promise<Me> {
  const [row] = await sql<Row[]>`
    select m.phone, m.name, m.password_free_limit as "limit",
           m.password_free_suspended as suspended, a.balance,
           s.payment_password is null as "isNew"
      from member m
      join account a on a.owner_id = m.member_id and a.account = 'balance'
      left join member_secret s on s.member_id = m.member_id
     where m.member_id = ${memberId}`
  must(row, 'a session belongs to a member who has an account')
  return {
    memberId,
    phone: maskPhone(row.phone),
    name: row.name,
    isNew: row.isNew,
    balance: yuan(row.balance),
    currency: 'CNY',
    passwordFreeLimit: yuan(row.limit),
    passwordFreeLimitMax: yuan(passwordFreeLimitMax),
    passwordFreeSuspended: row.suspended,
    codeFormat: formatOf(config),
    cards: config.bankUrl !== undefined,
    topup: config.mode === 'demo' ? 'demo' : 'desk',
    serverTime: clock(),
  }
}

/** How payment codes of this network are divided. */
export const formatOf = (
  config: Pick<Config, 'codePrefix' | 'codeHandleDigits' | 'codeOtpDigits'>,
): CodeFormat => ({
  prefix: config.codePrefix,
  handleDigits: config.codeHandleDigits,
  otpDigits: config.codeOtpDigits,
})

/** The phone number that a member logs in with. */
export async function phoneOf(sql: Sql | Tx, memberId: string): Promise<string> {
  const [row] = await sql<{ phone: string }[]>`
    select phone from member where member_id = ${memberId}`
  must(row, 'a session belongs to a member')
  return row.phone
}

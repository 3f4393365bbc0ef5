import type { Tx } from '#kernel/db.ts'
import { partnerId } from '#kernel/id.ts'
import type { Fen } from '#kernel/money.ts'

import { passwordFreeLimitMax } from './limit.ts'

export type NewMember = { phone: string; name?: string; passwordFreeLimit: Fen; now: number }

/** Makes a member with an empty balance and resolves to its id, or to the id of the member who has the phone already. */
export async function signUp(tx: Tx, member: NewMember): Promise<string> {
  const { phone, now } = member
  const memberId = partnerId()
  const limit =
    member.passwordFreeLimit < passwordFreeLimitMax
      ? member.passwordFreeLimit
      : passwordFreeLimitMax
  const taken = await tx`
    insert into member_phone (phone, member_id) values (${phone}, ${memberId})
    on conflict do nothing returning 1`
  if (taken.length === 0) return (await findByPhone(tx, phone))!
  await tx`
    insert into member (member_id, phone, name, state, password_free_limit, created_at)
    values (${memberId}, ${phone}, ${member.name ?? `用户${phone.slice(-4)}`}, 'active',
      ${limit}, ${now})`
  await tx`insert into member_secret (member_id) values (${memberId})`
  await tx`
    insert into account (owner_id, account, currency, floor, balance, version, created_at)
    values (${memberId}, 'balance', 'CNY', 0, 0, 0, ${now})`
  return memberId
}

/** The id of the member who has this phone. */
export async function findByPhone(tx: Tx, phone: string): Promise<string | undefined> {
  const [row] = await tx<{ memberId: string }[]>`
    select member_id as "memberId" from member_phone where phone = ${phone}`
  return row?.memberId
}

import type { Sql, Tx } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { refuse } from '#wire/failures.ts'

import { tellSafety } from '../safety.ts'

type Which = { memberId: string; deviceNo: bigint | undefined; now: number }

/** Ends a phone's codes at once, those already shown included. Revoking twice is once. */
export const revokeDevice = (sql: Sql, { memberId, deviceNo, now }: Which): Promise<Result<void>> =>
  sql.begin(async (tx): Promise<Result<void>> => {
    const [row] = await tx<{ state: string; name: string }[]>`
      select state, name from device
       where device_no = ${deviceNo ?? -1n} and member_id = ${memberId}`
    if (!row) return refuse('NOT_FOUND')
    const revoked = await tx`
      update device set state = 'revoked', version = version + 1
       where device_no = ${deviceNo ?? -1n} and state <> 'revoked' returning 1`
    if (revoked.length > 0) {
      await tellSafety(tx, { kind: 'device_revoked', memberId, deviceName: row.name, now })
    }
    return ok(undefined)
  })

/** Ends the codes of all of a member's phones. */
export async function revokeAll(tx: Tx, memberId: string, now: number): Promise<void> {
  const revoked = await tx<{ name: string }[]>`
    update device set state = 'revoked', version = version + 1
     where member_id = ${memberId} and state <> 'revoked' returning name`
  for (const { name } of revoked) {
    await tellSafety(tx, { kind: 'device_revoked', memberId, deviceName: name, now })
  }
}

import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { refuse } from '#wire/failures.ts'

import { readName, refuseName } from '../profile.ts'

type Named = { memberId: string; deviceNo: bigint | undefined; name: string }

/** Renames one of the member's phones. */
export async function renameDevice(sql: Sql, device: Named): Promise<Result<void>> {
  const name = readName(device.name)
  if (name === undefined) return refuseName()
  const rows = await sql`
    update device set name = ${name}, version = version + 1
     where device_no = ${device.deviceNo ?? -1n} and member_id = ${device.memberId} returning 1`
  return rows.length > 0 ? ok(undefined) : refuse('NOT_FOUND')
}

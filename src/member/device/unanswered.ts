import type { Tx } from '#kernel/db.ts'

/** For how long a phone may come back for what it had no answer to. */
const backMs = 24 * 3_600_000

type Asked = { memberId: string; marks: readonly string[]; now: number }

/**
 * The device that was made, or turned on anew, with one of these marks, where the answer never came to be used: the
 * phone came back without having asked for handles or shown a code, and nobody revoked it or turned it on since. Locks
 * its row, so that of two that ask at once one gets it. Undefined where there is none.
 */
export async function findUnanswered(tx: Tx, asked: Asked): Promise<bigint | undefined> {
  const { memberId, marks, now } = asked
  if (marks.length === 0) return undefined
  const [told] = await tx<{ deviceId: string; at: string }[]>`
    select payload->>'deviceId' as "deviceId", payload->>'at' as at from event
     where recipient = ${`member:${memberId}`} and event_id >= ${String(now - backMs)}
       and kind = 'device_added' and payload->>'mark' = any(${[...marks]}::text[])
       and payload->>'deviceId' is not null
     order by event_id desc limit 1`
  if (!told) return undefined
  const [unused] = await tx<{ deviceNo: bigint }[]>`
    select device_no as "deviceNo" from device
     where device_no = ${BigInt(told.deviceId)} and member_id = ${memberId}
       and state = 'active' and last_seen_at = ${Number(told.at)}
       and not exists (select 1 from burn where burn.device_no = device.device_no)
       for update`
  return unused?.deviceNo
}

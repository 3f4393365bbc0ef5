import type { Tx } from '#kernel/db.ts'
import { timeId } from '#kernel/id.ts'
import type { SafetyEvent } from '#wire/event.ts'

export type Told = {
  kind: 'device_added' | 'device_revoked'
  memberId: string
  deviceName: string
  /** Of one that was added, as the list of devices has it. */
  deviceId?: string
  now: number
  /** What the phone that caused it drew, so that it is not alarmed about itself. */
  mark?: string | undefined
}

/** Writes what the payer should know and wakes the phones' streams with the commit. */
export async function tellSafety(tx: Tx, told: Told): Promise<void> {
  const { kind, memberId, deviceName, deviceId, now, mark } = told
  const eventId = timeId(now)
  const recipient = `member:${memberId}`
  const event: SafetyEvent = {
    eventId,
    at: now,
    kind,
    deviceName,
    merchantName: null,
    ...(deviceId !== undefined && { deviceId }),
    ...(mark !== undefined && { mark }),
  }
  await tx`
    insert into event (recipient, event_id, kind, payload)
    values (${recipient}, ${eventId}, ${kind}, ${tx.json(event)})`
  await tx`select pg_notify('tongbao_event', ${JSON.stringify([recipient])})`
}

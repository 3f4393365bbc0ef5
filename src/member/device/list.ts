import type { Sql } from '#kernel/db.ts'
import type { Device, Devices } from '#wire/wallet.ts'

/** A member's phones that make payment codes, those revoked included, the last seen first. */
export async function listDevices(sql: Sql, memberId: string): Promise<Devices> {
  const rows = await sql<(Omit<Device, 'deviceId'> & { deviceNo: bigint })[]>`
    select device_no as "deviceNo", name, state, created_at as "createdAt",
           last_seen_at as "lastSeenAt"
      from device where member_id = ${memberId}
     order by last_seen_at desc limit 100`
  return { devices: rows.map(({ deviceNo, ...row }) => ({ deviceId: String(deviceNo), ...row })) }
}

/** The number that a device's id stands for; undefined for a text that is none. */
export const readDeviceNo = (deviceId: string | undefined): bigint | undefined =>
  deviceId !== undefined && /^(0|[1-9][0-9]{0,13})$/.test(deviceId) ? BigInt(deviceId) : undefined

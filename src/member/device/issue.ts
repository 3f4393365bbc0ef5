import { randomInt } from 'node:crypto'

import type { Sql, Tx } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { seedOf } from '#paycode/issue.ts'
import { refuse } from '#wire/failures.ts'
import type { DeviceIssued, DeviceRequest } from '#wire/wallet.ts'

import type { MemberDeps } from '../deps.ts'
import { formatOf } from '../me.ts'
import { checkPaymentPassword } from '../payment-password.ts'
import { readName, refuseName } from '../profile.ts'
import { tellSafety } from '../safety.ts'
import { handlesFrom } from './handles.ts'
import { readDeviceNo } from './list.ts'
import { findUnanswered } from './unanswered.ts'

/** Phones that make payment codes for one member at a time. */
const activeMax = 10

type Issued = { deviceNo: bigint; generation: number }

/**
 * Turns payment codes on for a phone, against the payment password. A phone that had codes before keeps its entry and
 * gets a new generation, which makes its earlier seed worthless; so does one whose answer was lost on the way. The seed
 * leaves the server only here.
 */
export async function issueDevice(
  deps: MemberDeps,
  memberId: string,
  request: DeviceRequest,
): Promise<Result<DeviceIssued>> {
  const name = readName(request.name)
  if (name === undefined) return refuseName()
  const checked = await checkPaymentPassword(deps, memberId, request.paymentPassword)
  if (!checked.ok) return checked
  const now = deps.clock()
  const [seedKey] = deps.keyring.seed
  const entry = { memberId, name, seedKeyId: seedKey.id, now }
  const issued = await deps.sql.begin(async (tx): Promise<Result<Issued>> => {
    const { mark, unanswered: marks = [] } = request
    const renewed =
      (await renew(tx, readDeviceNo(request.deviceId), entry)) ??
      (await renew(tx, await findUnanswered(tx, { memberId, marks, now }), entry))
    if (!renewed && (await countActive(tx, memberId)) >= activeMax) return tooMany()
    const device = renewed ?? (await add(tx, 10 ** deps.config.codeHandleDigits, entry))
    const deviceId = String(device.deviceNo)
    await tellSafety(tx, { kind: 'device_added', memberId, deviceName: name, deviceId, now, mark })
    return ok(device)
  })
  if (!issued.ok) return issued
  const { deviceNo, generation } = issued.value
  const codeFormat = formatOf(deps.config)
  const seed = seedOf(deps.keyring, { deviceNo, generation, seedKeyId: seedKey.id })
  return ok({
    deviceId: String(deviceNo),
    seed: Buffer.from(seed).toString('base64'),
    handles: handlesFrom(deps.keyring, codeFormat, { deviceNo, now }),
    serverTime: now,
    codeFormat,
  })
}

type Entry = { memberId: string; name: string; seedKeyId: string; now: number }

async function renew(
  tx: Tx,
  deviceNo: bigint | undefined,
  entry: Entry,
): Promise<Issued | undefined> {
  if (deviceNo === undefined) return undefined
  const [row] = await tx<{ generation: number }[]>`
    update device
       set generation = generation + 1, seed_key = ${entry.seedKeyId}, name = ${entry.name},
           state = 'active', last_seen_at = ${entry.now}, version = version + 1
     where device_no = ${deviceNo} and member_id = ${entry.memberId}
    returning generation`
  return row && { deviceNo, generation: row.generation }
}

/** Draws numbers until one is free; with a tenth of all numbers taken, five draws fail once in 100,000. */
async function add(tx: Tx, numbers: number, entry: Entry): Promise<Issued> {
  for (let draw = 0; draw < 50; draw++) {
    const deviceNo = BigInt(randomInt(numbers))
    const rows = await tx`
      insert into device (device_no, member_id, generation, seed_key, name, state, created_at,
        last_seen_at)
      values (${deviceNo}, ${entry.memberId}, 1, ${entry.seedKeyId}, ${entry.name}, 'active',
        ${entry.now}, ${entry.now})
      on conflict do nothing returning 1`
    if (rows.length > 0) return { deviceNo, generation: 1 }
  }
  throw new Error('device numbers run out: use codes with a longer handle')
}

async function countActive(tx: Tx | Sql, memberId: string): Promise<number> {
  const rows = await tx`
    select 1 from device where member_id = ${memberId} and state <> 'revoked'`
  return rows.length
}

const tooMany = () =>
  refuse('NOT_ALLOWED', {
    message: `At most ${activeMax} phones make payment codes at a time. Remove one of them first.`,
  })

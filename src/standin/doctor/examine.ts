import { createPublicKey } from 'node:crypto'

import type { Sql } from '#kernel/db.ts'
import type { DoctorReply, DoctorRequest } from '#wire/standin.ts'

import { diagnose, type NamedKey } from './diagnose.ts'
import { type Paste, readPaste } from './paste.ts'

/** Other apps whose keys are tried, the newest ones: a wrong key is usually that of a neighbour. */
const othersMax = 100

type Row = { appId: string; merchantKey: string; platformKey: string }

/** Looks at what was pasted with the keys that the network holds. Undefined when the text cannot be read. */
export async function examine(sql: Sql, asked: DoctorRequest): Promise<DoctorReply | undefined> {
  const paste = readPaste(asked.text, asked.kind)
  if (!paste) return undefined
  const wanted = asked.appId ?? ('appId' in paste ? paste.appId : undefined)
  const apps = await sql<Row[]>`
    select app_id as "appId", merchant_public_key as "merchantKey",
           platform_public_key as "platformKey"
      from app order by app_id = ${wanted ?? ''} desc, created_at desc limit ${othersMax}`
  const keys = apps.flatMap(keysOf)
  const side = paste.kind === 'request' ? 'merchant' : 'platform'
  const own = keys.find(({ owner }) => owner === `${side}:${wanted}`)
  const others = keys.filter((key) => key !== own)
  const appId = own ? (wanted ?? null) : null
  return { appId, ...diagnose(paste, own, own ? others : firstOf(paste, others)) }
}

const keysOf = ({ appId, merchantKey, platformKey }: Row): NamedKey[] => [
  { owner: `merchant:${appId}`, key: createPublicKey(merchantKey) },
  { owner: `platform:${appId}`, key: createPublicKey(platformKey) },
]

/** The keys of the side that should have signed, when the app is not told, before those of the other one. */
const firstOf = ({ kind }: Paste, keys: NamedKey[]): NamedKey[] => {
  const side = kind === 'request' ? 'merchant:' : 'platform:'
  const rank = ({ owner }: NamedKey) => (owner.startsWith(side) ? 0 : 1)
  return keys.toSorted((a, b) => rank(a) - rank(b))
}

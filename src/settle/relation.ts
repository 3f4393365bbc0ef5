import type { Sql } from '#kernel/db.ts'

/** A receiver as the merchant names it: a member's or merchant's number, or a member's phone. */
export type AccountName = { accountType: 'userId' | 'loginName'; account: string }

export type Receiver = {
  receiverId: string
  receiverKind: 'member' | 'merchant'
  name: string
  state: 'active' | 'suspended'
}

/** Whom such a name means in this network; undefined when nobody. */
export async function findReceiver(sql: Sql, named: AccountName): Promise<Receiver | undefined> {
  const { accountType, account } = named
  const rows = await sql<Receiver[]>`
    select member_id as "receiverId", 'member' as "receiverKind", name, state from member
     where ${accountType === 'userId' ? sql`member_id` : sql`phone`} = ${account}
    union all
    select merchant_id, 'merchant', name, state from merchant
     where ${accountType === 'userId'} and merchant_id = ${account}`
  return rows[0]
}

export type Relation = AccountName & {
  receiverId: string
  receiverKind: 'member' | 'merchant'
  name: string | null
  memo: string | null
}

/** Lets these receive shares from the merchant; one that is bound already is told anew. */
export async function bind(
  sql: Sql,
  { merchantId, now }: { merchantId: string; now: number },
  relations: readonly Relation[],
): Promise<void> {
  await sql.begin(async (tx) => {
    for (const relation of relations) {
      const { accountType, account, receiverId, receiverKind, name, memo } = relation
      await tx`
        insert into royalty_relation (merchant_id, account_type, account, receiver_id, receiver_kind, name,
          memo, bound_at)
        values (${merchantId}, ${accountType}, ${account}, ${receiverId}, ${receiverKind}, ${name},
          ${memo}, ${now})
        on conflict (merchant_id, account_type, account) do update
          set receiver_id = excluded.receiver_id, receiver_kind = excluded.receiver_kind,
              name = excluded.name, memo = excluded.memo`
    }
  })
}

/** From now on these receive nothing; who was not bound stays so. */
export async function unbind(
  sql: Sql,
  merchantId: string,
  names: readonly AccountName[],
): Promise<void> {
  await sql.begin(async (tx) => {
    for (const { accountType, account } of names) {
      await tx`
        delete from royalty_relation
         where merchant_id = ${merchantId} and account_type = ${accountType} and account = ${account}`
    }
  })
}

const columns = (sql: Sql) => sql`
  account_type as "accountType", account, receiver_id as "receiverId", receiver_kind as "receiverKind",
  name, memo`

/** The bound receiver of this name. */
export async function findRelation(
  sql: Sql,
  merchantId: string,
  { accountType, account }: AccountName,
): Promise<Relation | undefined> {
  const rows = await sql<Relation[]>`
    select ${columns(sql)} from royalty_relation
     where merchant_id = ${merchantId} and account_type = ${accountType} and account = ${account}`
  return rows[0]
}

/** One page of the bound receivers, the first bound first. */
export async function listRelations(
  sql: Sql,
  merchantId: string,
  { page, size }: { page: number; size: number },
): Promise<{ relations: Relation[]; total: number }> {
  const counted = await sql<{ n: number }[]>`
    select count(*)::int as n from royalty_relation where merchant_id = ${merchantId}`
  const relations = await sql<Relation[]>`
    select ${columns(sql)} from royalty_relation where merchant_id = ${merchantId}
     order by bound_at, account_type, account limit ${size} offset ${(page - 1) * size}`
  return { relations, total: counted[0]?.n ?? 0 }
}

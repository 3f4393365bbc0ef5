import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { refuse } from '#wire/failures.ts'

/**
 * Renames a member. The name may be any text that shows; spaces around it are dropped. Cards are in their owner's name:
 * while one is bound the name stays, and a binding that was begun under the old name ends.
 */
export async function rename(sql: Sql, memberId: string, given: string): Promise<Result<void>> {
  const name = readName(given)
  if (name === undefined) return refuseName()
  return sql.begin(async (tx) => {
    // First the bindings: one that is being finished now holds its row until its card is there to be seen.
    await tx`delete from bank_binding where member_id = ${memberId}`
    const renamed = await tx`
      update member set name = ${name}, version = version + 1
       where member_id = ${memberId} and (name = ${name} or not exists (
         select 1 from bank_card where member_id = ${memberId} and ended_at is null))`
    return renamed.count === 0 ? refuse('NAME_BOUND', { field: 'name' }) : ok(undefined)
  })
}

/** A name as it is kept, or undefined for one that is empty or holds characters that steer a screen instead of showing on it. */
export function readName(given: string): string | undefined {
  const name = given.normalize('NFC').trim()
  return name === '' || /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(name) ? undefined : name
}

export const refuseName = () =>
  refuse('INVALID_REQUEST', {
    field: 'name',
    message: '`name` must be visible text without line breaks or control characters.',
  })

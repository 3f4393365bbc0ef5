import type { Sql } from '#kernel/db.ts'
import type { Meddle } from '#notify/deliver.ts'

import type { FaultBook } from './book.ts'

/** How often a notification that waits for a later one looks for it. */
const lookMs = 1000

/** Has notifications come late, twice, or after a later one, as the rules say. */
export function createMeddle(sql: Sql, book: FaultBook): Meddle {
  return async (told) => {
    const { appId, notifyId, held } = told
    if (held) {
      const leftMs = held.leftMs - lookMs
      if (!held.forLater || leftMs <= 0 || (await laterCame(sql, told))) return {}
      return { hold: { ms: lookMs, forLater: true, leftMs } }
    }
    const occasion = { appId, method: null, subject: notifyId, traceId: null }
    const fault = await book.meet(occasion)
    switch (fault?.kind) {
      case 'notify-twice':
        return { twice: true }
      case 'notify-late':
        return { hold: { ms: fault.delayMs, forLater: false, leftMs: 0 } }
      case 'notify-after':
        return { hold: { ms: lookMs, forLater: true, leftMs: fault.delayMs } }
      default:
        return {}
    }
  }
}

/** Whether a notification of the app that was written later has been sent. */
async function laterCame(
  sql: Sql,
  { merchantId, appId, notifyId }: { merchantId: string; appId: string; notifyId: string },
): Promise<boolean> {
  const [later] = await sql`
    select 1 from notification_now
     where merchant_id = ${merchantId} and app_id = ${appId} and notify_id > ${notifyId}
       and attempts > 0 limit 1`
  return later !== undefined
}

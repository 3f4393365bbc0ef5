import { bankOf, banks as names } from '#wire/banks.ts'
import { httpBanks } from '#bank/http.ts'
import { sharedSecret } from '#bank/secret.ts'
import { readConfig } from '#config'
import { beijingDay } from '#kernel/clock.ts'
import { openDb } from '#kernel/db.ts'
import { yuan } from '#kernel/money.ts'
import { causes, reconcile, type Reconciled } from '#settle/reconcile.ts'

import { openShared } from './database.ts'
import { CommandFailure } from './failure.ts'
import { table } from './language.ts'
import { answer } from './say.ts'

export type ReconcileOptions = { bank?: string; json?: boolean }

/**
 * `tongbao reconcile [day]`: holds every bank's statement of a day against our orders; exit status 1 where they differ,
 * 2 where a bank did not give its statement. What is in flight is listed and is no fault.
 */
export async function reconcileDay(
  day: string | undefined,
  { bank, json = false }: ReconcileOptions,
): Promise<void> {
  const config = readConfig()
  const { bankUrl: url, bankPartner: partner, bankTimeoutMs: timeoutMs } = config
  if (url === undefined) {
    throw new CommandFailure('NO_BANKS', 'No banks are set here. See TONGBAO_BANK_URL.')
  }
  const wanted = day ?? beijingDay(Date.now())
  if (!/^\d{4}-\d{2}-\d{2}$/.test(wanted) || Number.isNaN(Date.parse(wanted))) {
    throw new CommandFailure('DAY_INVALID', `${wanted} is no day; write it like 2026-03-01.`)
  }
  if (bank !== undefined && !bankOf(bank)) {
    const codes = names.map(({ code }) => code).join(', ')
    throw new CommandFailure('BANK_UNKNOWN', `There is no bank ${bank}. The banks are ${codes}.`)
  }
  const secret = config.bankSecret ?? sharedSecret(config.dataDir)
  const banks = httpBanks({ url, partner, secret, timeoutMs })
  const database = await openShared(config, () => {})
  const sql = openDb(database.url, { max: 1, name: 'reconcile' })
  try {
    const found: Reconciled[] = []
    for (const { code } of names) {
      if (bank !== undefined && code !== bank) continue
      found.push(await reconcile({ sql, banks }, { bank: code, day: wanted }))
    }
    answer(json, { day: wanted, banks: found.map(shown) }, words(wanted, found))
    process.exitCode = statusOf(found)
  } finally {
    await sql.end({ timeout: 5 })
    await database.close()
  }
}

const side = (one: Reconciled['theirs']) => one && { count: one.count, total: yuan(one.total) }

const shown = ({ ours, theirs, ...rest }: Reconciled) => ({
  ...rest,
  ours: side(ours),
  theirs: side(theirs),
})

function statusOf(found: readonly Reconciled[]): number {
  const faults = found.flatMap(({ differences }) => differences)
  if (faults.some(({ cause }) => cause !== 'IN_FLIGHT')) return 1
  return found.some(({ theirs }) => theirs === null) ? 2 : 0
}

function verdictOf(told: boolean, differences: Reconciled['differences']): string {
  if (!told) return '?'
  if (differences.length === 0) return 'ok'
  return differences.every(({ cause }) => cause === 'IN_FLIGHT') ? 'waits' : 'DIFFERS'
}

function words(day: string, found: readonly Reconciled[]): string {
  const moved = found.filter(({ ours, theirs }) => ours.count > 0 || theirs?.count !== 0)
  const rows = moved.map(({ bank, ours, theirs, differences }) => {
    const told = theirs ? `${theirs.count} of ${yuan(theirs.total)} there` : 'no statement'
    return [
      verdictOf(theirs !== null, differences),
      bank,
      `${ours.count} of ${yuan(ours.total)} here`,
      told,
    ]
  })
  const lines = found.flatMap(({ bank, differences }) =>
    differences.map(
      ({ item, field, ours, theirs, cause }) =>
        `  ${bank} ${item}: ${field} ${ours} here, ${theirs} there: ${causes[cause]} (${cause})`,
    ),
  )
  const none = moved.length === 0 ? [`No bank moved money on ${day}.`] : []
  return [...none, table(rows), ...lines].filter((line) => line !== '').join('\n')
}

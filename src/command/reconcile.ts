import { bankOf, banks as names } from '#wire/banks.ts'
import { httpBanks } from '#bank/http.ts'
import { sharedSecret } from '#bank/secret.ts'
import { readConfig, type Config } from '#config'
import { beijingDay } from '#kernel/clock.ts'
import { openDb } from '#kernel/db.ts'
import { yuan } from '#kernel/money.ts'
import { causes, reconcile, type Reconciled } from '#settle/reconcile.ts'
import { readTown } from '#town/file.ts'

import { openShared } from './database.ts'
import { CommandFailure } from './failure.ts'
import { table } from './language.ts'
import { answer } from './say.ts'

/** The exit status where a bank did not give its statement. */
const noStatement = 2

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
  const { bankPartner: partner, bankTimeoutMs: timeoutMs } = config
  const url = bankUrlOf(config)
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
  await requireAnybody(url, timeoutMs)
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

/** Where the banks are: what is set, or where the program that runs in this data folder has started its own. */
const bankUrlOf = ({ demoBanks, dataDir, bankUrl }: Config): string | undefined =>
  (demoBanks ? readTown(dataDir)?.banks?.url : undefined) ?? bankUrl

/** Where nobody listens, every bank would seem to have no statement. Any answer will do. */
async function requireAnybody(url: string, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  await fetch(url, { method: 'HEAD', redirect: 'manual', signal }).catch(() => {
    throw new CommandFailure(
      'BANKS_UNREACHABLE',
      `Nobody answers at ${url}, where the banks should be, so there is no statement. ` +
        'Start Tongbao, name its folder with TONGBAO_DATA, or its banks with TONGBAO_BANK_URL.',
      noStatement,
    )
  })
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
  return found.some(({ theirs }) => theirs === null) ? noStatement : 0
}

function verdictOf(told: boolean, differences: Reconciled['differences']): string {
  if (!told) return '?'
  if (differences.length === 0) return 'ok'
  return differences.every(({ cause }) => cause === 'IN_FLIGHT') ? 'waits' : 'DIFFERS'
}

function words(day: string, found: readonly Reconciled[]): string {
  const moved = found.filter(({ ours, theirs }) => ours.count > 0 || theirs?.count !== 0)
  const rows = moved.map(({ bank, ours, theirs, why, differences }) => {
    const told = theirs ? `${theirs.count} of ${yuan(theirs.total)} there` : `no statement: ${why}`
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

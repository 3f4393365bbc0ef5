import { httpBanks } from '#bank/http.ts'
import { sharedSecret } from '#bank/secret.ts'
import { simulatorAt } from '#bank/simulator.ts'
import type { Config } from '#config'
import { openBankQueue } from '#fund/order/queue.ts'
import type { Banking } from '#member/deps.ts'
import type { Log } from '#kernel/log.ts'
import { createBankTrouble } from '#standin/fault/bank.ts'
import type { Standin } from '#standin/standin.ts'

type BankingOptions = {
  databaseUrl: string
  log: Log
  /** Where banks are to fail on purpose. */
  standin: Standin | undefined
}

/** The banks by the settings; undefined where none are set. */
export async function openBanking(
  config: Config,
  { databaseUrl, log, standin }: BankingOptions,
): Promise<Banking | undefined> {
  const { bankUrl: url, bankPartner: partner, bankTimeoutMs: timeoutMs } = config
  if (url === undefined) return undefined
  const secret = config.bankSecret ?? sharedSecret(config.dataDir)
  const onError = (error: Error) => log.error({ err: error }, 'the queue of banks met an error')
  const queue = await openBankQueue(databaseUrl, { supervise: false, onError })
  const simulator = config.mode === 'demo' ? simulatorAt(url) : undefined
  const book = standin?.faults
  const before = simulator && book && createBankTrouble({ book, simulator, log })
  return { banks: httpBanks({ url, partner, secret, timeoutMs, before }), queue, simulator }
}

import { httpBanks } from '#bank/http.ts'
import { sharedSecret } from '#bank/secret.ts'
import type { Config } from '#config'
import { openBankQueue } from '#fund/order/queue.ts'
import type { Banking } from '#member/deps.ts'
import type { Standin } from '#standin/standin.ts'

type BankingOptions = {
  databaseUrl: string
  onError: (error: Error) => void
  /** Where banks are to fail on purpose. */
  standin: Standin | undefined
}

/** The banks by the settings; undefined where none are set. */
export async function openBanking(
  config: Config,
  { databaseUrl, onError }: BankingOptions,
): Promise<Banking | undefined> {
  const { bankUrl: url, bankPartner: partner, bankTimeoutMs: timeoutMs } = config
  if (url === undefined) return undefined
  const secret = config.bankSecret ?? sharedSecret(config.dataDir)
  const queue = await openBankQueue(databaseUrl, { supervise: false, onError })
  return { banks: httpBanks({ url, partner, secret, timeoutMs }), queue }
}

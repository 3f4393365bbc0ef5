import { startBankWorker } from '#fund/order/worker.ts'
import { startWorker } from '#notify/worker.ts'

import type { Platform } from './platform.ts'

/** Everything that happens without anybody asking. Resolves to what stops it: what was begun is written down first. */
export async function startWorkers(platform: Platform): Promise<() => Promise<void>> {
  const [notify, bank] = await Promise.all([
    startWorker(platform),
    startBankWorker({ ...platform, banks: platform.banking?.banks }),
  ])
  return async () => {
    await Promise.all([notify.stop(), bank.stop()])
  }
}

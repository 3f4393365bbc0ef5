import { must } from '#kernel/failure.ts'
import { createApp } from '#merchant/create-app.ts'

import { appKeyFiles, hasKeyFiles, writeAppKeys, type AppKeyFiles } from './app-keys.ts'
import type { TownMerchant } from './file.ts'
import type { TownDeps } from './fill.ts'
import { shops } from './shops.ts'

export type TownApp = {
  appId: string
  merchant: string
  merchantId: string
  name: string
} & AppKeyFiles

/**
 * Gives each shop an app of the gateway, its keys in files. An app whose key files are gone
 * (another data folder on the same database) cannot be used from here, so another is made beside
 * it.
 */
export async function settleApps(
  deps: TownDeps,
  merchants: readonly TownMerchant[],
): Promise<TownApp[]> {
  return Promise.all(
    merchants.map(async ({ merchantId, name: merchant }) => {
      const name = shops.find((shop) => shop.name === merchant)?.app ?? merchant
      const { appId, files } = await settleApp(deps, merchantId, name)
      return { appId, merchant, merchantId, name, ...files }
    }),
  )
}

async function settleApp(
  deps: TownDeps,
  merchantId: string,
  name: string,
): Promise<{ appId: string; files: AppKeyFiles }> {
  const { sql, clock, config } = deps
  const known = await sql<{ appId: string }[]>`
    select app_id as "appId" from app where merchant_id = ${merchantId} order by created_at`
  const kept = known.find(({ appId }) => hasKeyFiles(appKeyFiles(config.dataDir, appId)))
  if (kept) return { appId: kept.appId, files: appKeyFiles(config.dataDir, kept.appId) }
  const made = await createApp(deps, { merchantId, name, now: clock() })
  must(made.ok && made.value.merchantPrivateKey, 'a key pair is made with the app')
  const { appId, platformPublicKey, merchantPrivateKey } = made.value
  const files = writeAppKeys(config.dataDir, appId, {
    privateKey: merchantPrivateKey,
    platformPublicKey,
  })
  return { appId, files }
}

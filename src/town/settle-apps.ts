import { must } from '#kernel/failure.ts'
import { createApp } from '#merchant/create-app.ts'

import {
  appKeyFiles,
  type AppKeyFiles,
  areThere,
  certAppFiles,
  type CertAppFiles,
  writeAppFiles,
} from './app-keys.ts'
import type { TownMerchant } from './file.ts'
import type { TownDeps } from './fill.ts'
import type { Shop } from './shops.ts'

export type TownApp = {
  appId: string
  merchant: string
  merchantId: string
  name: string
} & AppKeyFiles

/** An app that works with certificates instead of bare keys. */
export type TownCertApp = Pick<TownApp, 'appId' | 'merchant' | 'merchantId'> & CertAppFiles

/**
 * Gives each shop an app of the gateway, its keys in files. An app whose key files are gone
 * (another data folder on the same database) cannot be used from here, so another is made beside
 * it.
 */
export async function settleApps(
  deps: TownDeps,
  merchants: readonly TownMerchant[],
  shops: readonly Shop[],
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
  const { config } = deps
  const known = await appsOf(deps, merchantId, false)
  const kept = known.find((appId) => areThere(appKeyFiles(config, appId)))
  if (kept) return { appId: kept, files: appKeyFiles(config, kept) }
  const made = await createApp(deps, { merchantId, name, now: deps.clock() })
  must(made.ok && made.value.merchantPrivateKey, 'a key pair is made with the app')
  const { appId, platformPublicKey, merchantPrivateKey, contentKey } = made.value
  const files = writeAppFiles(appKeyFiles(config, appId), {
    privateKeyFile: merchantPrivateKey,
    platformPublicKeyFile: platformPublicKey,
    encryptKeyFile: contentKey,
  })
  return { appId, files }
}

/** Gives a shop an app that works with certificates, beside its other one. */
export async function settleCertApp(
  deps: TownDeps,
  { merchantId, name: merchant }: TownMerchant,
): Promise<TownCertApp> {
  const { config } = deps
  const known = await appsOf(deps, merchantId, true)
  const kept = known.find((appId) => areThere(certAppFiles(config, appId)))
  if (kept) return { appId: kept, merchant, merchantId, ...certAppFiles(config, kept) }
  const name = `${merchant}（证书）`
  const made = await createApp(deps, { merchantId, name, certificate: 'made', now: deps.clock() })
  must(made.ok, 'an app with certificates is made')
  const { appId, merchantPrivateKey, certificates, contentKey } = made.value
  must(merchantPrivateKey && certificates, 'its key pair and certificates are made with it')
  const files = writeAppFiles(certAppFiles(config, appId), {
    privateKeyFile: merchantPrivateKey,
    appCertFile: certificates.app,
    platformCertFile: certificates.platform,
    rootCertFile: certificates.root,
    encryptKeyFile: contentKey,
  })
  return { appId, merchant, merchantId, ...files }
}

async function appsOf({ sql }: TownDeps, merchantId: string, certified: boolean) {
  const rows = await sql<{ appId: string }[]>`
    select app_id as "appId" from app
     where merchant_id = ${merchantId} and (cert_sn is not null) = ${certified}
     order by created_at`
  return rows.map((row) => row.appId)
}

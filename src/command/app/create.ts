import { readFileSync } from 'node:fs'

import { systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { isPlain, notPlain } from '#kernel/plain-text.ts'
import { createApp, type CreatedApp } from '#merchant/create-app.ts'
import { appKeyFiles, certAppFiles, writeAppFiles } from '#town/app-keys.ts'

import { CommandFailure } from '../failure.ts'
import { table } from '../language.ts'
import { withBooks } from './books.ts'

export type CreateOptions = {
  merchant: string
  name: string
  publicKey?: string
  certificate?: boolean
  request?: string
  notifyUrl?: string
  out?: string
  json?: boolean
}

/** `tongbao app create`: makes an app and writes down what its programs need. */
export async function create(options: CreateOptions): Promise<void> {
  const { publicKey, request, certificate, notifyUrl } = options
  if ([publicKey, request, certificate || undefined].filter((way) => way).length > 1) {
    throw invalid('Give one of --public-key, --certificate and --request, or none.')
  }
  if (notifyUrl !== undefined && !/^https?:\/\/\S+$/.test(notifyUrl)) {
    throw invalid('--notify-url must be an http or https URL.')
  }
  if (!isPlain(options.name)) throw invalid(`--name ${notPlain}.`)
  const said = await withBooks(async ({ config, sql, keyring }) => {
    await requireMerchant(sql, options.merchant)
    const made = await createApp(
      { sql, keyring },
      {
        merchantId: options.merchant,
        name: options.name,
        now: systemClock(),
        ...(notifyUrl !== undefined && { notifyUrl }),
        ...(publicKey !== undefined && { merchantPublicKey: read(publicKey).trim() }),
        ...(request !== undefined && { certificate: { request: read(request) } }),
        ...(certificate && { certificate: 'made' as const }),
      },
    )
    if (!made.ok) throw invalid(made.failure.message ?? made.failure.code)
    const files = write(options.out ?? config.dataDir, made.value, options.out !== undefined)
    return { appId: made.value.appId, merchantId: options.merchant, ...files }
  })
  const text = options.json ? JSON.stringify(said) : table(Object.entries(said), '')
  process.stdout.write(`${text}\n`)
}

/** Writes the files of the app, and resolves to where they are; a key that stayed with the merchant has none. */
function write(folder: string, app: CreatedApp, isWhole: boolean): Record<string, string> {
  const { appId, certificates, contentKey, merchantPrivateKey, platformPublicKey } = app
  const own = {
    encryptKeyFile: contentKey,
    ...(merchantPrivateKey !== undefined && { privateKeyFile: merchantPrivateKey }),
  }
  const at = isWhole ? { folder } : { dataDir: folder }
  if (!certificates) {
    return writeAppFiles(appKeyFiles(at, appId), {
      ...own,
      platformPublicKeyFile: platformPublicKey,
    })
  }
  return writeAppFiles(certAppFiles(at, appId), {
    ...own,
    appCertFile: certificates.app,
    platformCertFile: certificates.platform,
    rootCertFile: certificates.root,
  })
}

async function requireMerchant(sql: Sql, merchantId: string): Promise<void> {
  const known = await sql`select 1 from merchant where merchant_id = ${merchantId}`
  if (known.length > 0) return
  throw new CommandFailure('MERCHANT_UNKNOWN', `There is no merchant ${merchantId} here.`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw invalid(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`)
  }
}

const invalid = (message: string) => new CommandFailure('INVALID_REQUEST', message)

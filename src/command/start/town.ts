import { writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

import { banks } from '#wire/banks.ts'
import type { Config } from '#config'
import type { TlsMaterial } from '#kernel/tls.ts'
import type { Town } from '#town/file.ts'
import type { Townspeople } from '#town/fill.ts'

/**
 * What `town.json` says of this start. Also lays the certificate that programs should trust beside
 * it.
 */
export function describeTown(
  config: Config,
  townspeople: Townspeople,
  tls: TlsMaterial | undefined,
): Town {
  const base = config.publicUrl ?? `http://${ownHost(config.host)}:${config.port}`
  const hosts = outsideHosts(config.host)
  const [nearest] = hosts
  return {
    mode: config.mode,
    gateway: `${base}/gateway.do`,
    endpoint: base,
    wallet: `${base}/wallet/`,
    till: `${base}/till/`,
    sms: `${base}/sms/`,
    banks: banksOfDemo(config),
    walletHttps: nearest === undefined ? null : `https://${nearest}:${config.httpsPort}/wallet/`,
    ca: writeAuthority(config.dataDir, tls?.caPem),
    publicUrls: hosts.map((host) => `http://${host}:${config.port}`),
    pid: process.pid,
    startedAt: new Date().toISOString(),
    ...townspeople,
  }
}

const banksOfDemo = ({ mode, bankUrl }: Config): NonNullable<Town['banks']> | null =>
  mode !== 'demo' || bankUrl === undefined
    ? null
    : {
        url: bankUrl,
        adminUrl: `${bankUrl}/admin`,
        list: banks.map(({ code, zh, en }) => ({ code, zh, en })),
      }

function writeAuthority(dataDir: string, caPem: string | undefined): string | null {
  if (caPem === undefined) return null
  const file = join(dataDir, 'ca.crt')
  writeFileSync(file, caPem)
  return file
}

const everywhere = ['0.0.0.0', '::']

/** Where this machine reaches the server. */
const ownHost = (host: string): string => {
  if (everywhere.includes(host)) return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * IPv4 addresses under which others reach the server; none when it listens to this machine alone.
 */
function outsideHosts(host: string): string[] {
  const all = Object.values(networkInterfaces())
    .flat()
    .filter((found) => found?.family === 'IPv4' && !found.internal)
    .map((found) => found?.address ?? '')
  return everywhere.includes(host) ? all : all.filter((address) => address === host)
}

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { DemoTown } from '#wire/demo.ts'

import type { TownCertApp } from './settle-apps.ts'

/**
 * `<data>/town.json`: where everything listens, and in demo mode who lives there and which keys to
 * use. Programs read it; a start writes it last of all, so that a file newer than the start means
 * that the server is ready.
 */
export type Town = DemoTown & {
  /** The base URL of v3, and of every path besides. */
  endpoint: string
  /** `demo` or `production`; production lists no people. */
  mode: string
  /** The wallet over HTTPS, for phones in the same network; null where HTTPS does not listen. */
  walletHttps: string | null
  /**
   * The PEM file of the local authority that phones can trust; null with a certificate of one's
   * own.
   */
  ca: string | null
  /** Base URLs under which other machines reach this one. */
  publicUrls: string[]
  /** The process that serves. */
  pid: number
  startedAt: string
  merchants: TownMerchant[]
  certApps: TownCertApp[]
}

export type TownMerchant = {
  merchantId: string
  name: string
  stores: {
    storeId: string
    name: string
    terminals: { terminalId: string; name: string }[]
  }[]
}

const townFile = (dataDir: string): string => join(dataDir, 'town.json')

/** The town as the last start wrote it; undefined where there was none. */
export function readTown(dataDir: string): Town | undefined {
  try {
    return JSON.parse(readFileSync(townFile(dataDir), 'utf8')) as Town
  } catch {
    return undefined
  }
}

/** Replaces `town.json` in one step; readers see the old one or the new one whole. */
export function writeTown(dataDir: string, town: Town): void {
  const file = townFile(dataDir)
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, `${JSON.stringify(town, null, 2)}\n`, { mode: 0o600 })
  renameSync(aside, file)
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { DeviceIssued } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import { waitLock } from '../lock.ts'

/** What a scripted phone keeps: `<data>/phones/<phone>.json`, readable by its owner alone. */
export type PhoneFile = {
  version: 1
  phone: string
  /** The session cookie's value. */
  session: string | null
  /** The server's clock minus this machine's, milliseconds. */
  offsetMs: number
  device: PhoneDevice | null
  /** How many codes of a step have been made, by step. */
  used: Record<string, number>
}

export type PhoneDevice = Pick<DeviceIssued, 'deviceId' | 'seed' | 'handles' | 'codeFormat'> & {
  /** When the server last confirmed the device; milliseconds of this machine's clock. */
  syncedAt: number
}

const lockPatienceMs = 120_000

const folderOf = (dataDir: string): string => join(dataDir, 'phones')
const fileOf = (dataDir: string, phone: string): string => join(folderOf(dataDir), `${phone}.json`)

/** The phone as it was last written, or a new one that knows nothing. */
export function readPhone(dataDir: string, phone: string): PhoneFile {
  const fresh: PhoneFile = {
    version: 1,
    phone,
    session: null,
    offsetMs: 0,
    device: null,
    used: {},
  }
  let text: string
  try {
    text = readFileSync(fileOf(dataDir, phone), 'utf8')
  } catch {
    return fresh
  }
  try {
    const kept = JSON.parse(text) as PhoneFile
    if (kept.version === 1 && kept.phone === phone) return kept
  } catch {
    // A text that is not JSON is told below like one of another version.
  }
  throw new CommandFailure(
    'PHONE_FILE',
    `${fileOf(dataDir, phone)} is not a phone this version can read. Remove it; the next command makes a new one.`,
  )
}

/**
 * Reads the phone, lets `change` alter it, and writes it back, with no other process in between.
 * What was altered is kept even where `change` throws: a session or a used code must not be
 * forgotten.
 */
export async function changePhone<T>(
  dataDir: string,
  phone: string,
  change: (file: PhoneFile) => Promise<T>,
): Promise<T> {
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 })
  const path = fileOf(dataDir, phone)
  const lock = await waitLock(`${path}.lock`, lockPatienceMs)
  if (!lock) {
    throw new CommandFailure(
      'PHONE_BUSY',
      `Another command has held the phone ${phone} for two minutes.`,
    )
  }
  try {
    const file = readPhone(dataDir, phone)
    const before = JSON.stringify(file)
    try {
      return await change(file)
    } finally {
      const after = JSON.stringify(file)
      if (after !== before) {
        writeFileSync(`${path}.new`, `${after}\n`, { mode: 0o600 })
        renameSync(`${path}.new`, path)
      }
    }
  } finally {
    lock.release()
  }
}

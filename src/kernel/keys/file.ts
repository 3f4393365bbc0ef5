import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

import { keyBytes, KeyringError, parseKeyring, purposes, type Keyring } from './ring.ts'

/** JSON text of fresh random keys, one for each purpose, each with the id `k1`. */
export function freshKeyringText(): string {
  const entry = () => [{ id: 'k1', key: randomBytes(keyBytes).toString('base64') }]
  return `${JSON.stringify(Object.fromEntries(purposes.map((p) => [p, entry()])), null, 2)}\n`
}

/**
 * Reads the key file at `path`, and makes one of fresh random keys (mode 0600) where there is
 * none. Of several processes that start at once, one makes the file and all read it. Throws
 * `KeyringError`, also for a file that everybody on the machine may read.
 */
export function loadOrCreateKeyring(path: string): Keyring {
  if (!existsSync(path)) createKeyFile(path)
  const where = `key file ${path}`
  // Windows has no mode bits worth reading.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0) {
    throw new KeyringError(`${where}: is open to every user of this machine; run chmod 600 on it`)
  }
  return parseKeyring(readFileSync(path, 'utf8'), where)
}

/**
 * Writes aside, syncs, then links into place: a file that is there is whole and survives a power
 * cut.
 */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(aside, 'wx', 0o600)
  try {
    writeFileSync(file, freshKeyringText())
    fsyncSync(file)
    linkSync(aside, path)
    syncFolder(dirname(path))
  } catch (error) {
    // Another process was first; its file is the one to read.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    closeSync(file)
    unlinkSync(aside)
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

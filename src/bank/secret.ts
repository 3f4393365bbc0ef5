import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the demo's banks below the data folder: their books, and the secret that they share with us. */
export const banksFolder = (dataDir: string): string => join(dataDir, 'banks')

/**
 * The secret between the platform and the demo's banks, made where there is none yet (mode 0600). Of two processes that
 * start at once, one makes it and both read it.
 */
export function sharedSecret(dataDir: string): string {
  const folder = banksFolder(dataDir)
  const file = join(folder, 'partner.key')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, randomBytes(32).toString('base64url'), { mode: 0o600 })
  try {
    // Whole or not at all, and never over one that is there.
    linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(aside)
  }
  return readFileSync(file, 'utf8').trim()
}

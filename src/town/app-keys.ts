import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files of one app's keys: what its programs sign with, and what they check answers with. */
export type AppKeyFiles = { privateKeyFile: string; platformPublicKeyFile: string }

export const appKeyFiles = (dataDir: string, appId: string): AppKeyFiles => {
  const folder = join(dataDir, 'keys', appId)
  return {
    privateKeyFile: join(folder, 'app_private_key.pem'),
    platformPublicKeyFile: join(folder, 'platform_public_key.pem'),
  }
}

export const hasKeyFiles = ({ privateKeyFile, platformPublicKeyFile }: AppKeyFiles): boolean =>
  existsSync(privateKeyFile) && existsSync(platformPublicKeyFile)

/** Writes an app's keys below the data folder, readable by its owner alone. */
export function writeAppKeys(
  dataDir: string,
  appId: string,
  keys: { privateKey: string; platformPublicKey: string },
): AppKeyFiles {
  const files = appKeyFiles(dataDir, appId)
  mkdirSync(join(dataDir, 'keys', appId), { recursive: true, mode: 0o700 })
  writeFileSync(files.privateKeyFile, keys.privateKey, { mode: 0o600 })
  writeFileSync(files.platformPublicKeyFile, keys.platformPublicKey, { mode: 0o644 })
  return files
}

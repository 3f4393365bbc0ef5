import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The files of one app's keys: what its programs sign with, check answers with, and encrypt contents with. */
export type AppKeyFiles = {
  privateKeyFile: string
  platformPublicKeyFile: string
  encryptKeyFile: string
}

/** The files of an app that works with certificates, by the names that SDKs' guides give them. */
export type CertAppFiles = {
  privateKeyFile: string
  appCertFile: string
  platformCertFile: string
  rootCertFile: string
  encryptKeyFile: string
}

/** A folder of the app's own, or the data folder with a place for each app. */
export type Place = { dataDir: string } | { folder: string }

const folderOf = (place: Place, appId: string): string =>
  'folder' in place ? place.folder : join(place.dataDir, 'keys', appId)

export const appKeyFiles = (place: Place, appId: string): AppKeyFiles => {
  const folder = folderOf(place, appId)
  return {
    privateKeyFile: join(folder, 'app_private_key.pem'),
    platformPublicKeyFile: join(folder, 'platform_public_key.pem'),
    encryptKeyFile: join(folder, 'encrypt_key.txt'),
  }
}

export const certAppFiles = (place: Place, appId: string): CertAppFiles => {
  const folder = folderOf(place, appId)
  return {
    privateKeyFile: join(folder, 'app_private_key.pem'),
    appCertFile: join(folder, 'appCertPublicKey.crt'),
    platformCertFile: join(folder, 'alipayCertPublicKey_RSA2.crt'),
    rootCertFile: join(folder, 'alipayRootCert.crt'),
    encryptKeyFile: join(folder, 'encrypt_key.txt'),
  }
}

export const areThere = (files: AppKeyFiles | CertAppFiles): boolean =>
  Object.values(files).every((file) => existsSync(file))

/** Writes those files of an app that there are texts for; secret ones are readable by their owner alone. */
export function writeAppFiles<
  Files extends AppKeyFiles | CertAppFiles,
  Texts extends Partial<Record<keyof Files, string>>,
>(files: Files, texts: Texts): Record<keyof Texts & keyof Files, string> {
  const written: Partial<Record<keyof Files, string>> = {}
  for (const name of Object.keys(texts) as (keyof Files & string)[]) {
    const file = String(files[name])
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const secret = name === 'privateKeyFile' || name === 'encryptKeyFile'
    writeFileSync(file, texts[name]!, { mode: secret ? 0o600 : 0o644 })
    written[name] = file
  }
  return written as Record<keyof Texts & keyof Files, string>
}

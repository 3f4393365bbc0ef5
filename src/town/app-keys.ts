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

export const appKeyFiles = (dataDir: string, appId: string): AppKeyFiles => {
  const folder = join(dataDir, 'keys', appId)
  return {
    privateKeyFile: join(folder, 'app_private_key.pem'),
    platformPublicKeyFile: join(folder, 'platform_public_key.pem'),
    encryptKeyFile: join(folder, 'encrypt_key.txt'),
  }
}

export const certAppFiles = (dataDir: string, appId: string): CertAppFiles => {
  const folder = join(dataDir, 'keys', appId)
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

/** Writes the files of an app below the data folder, readable by its owner alone where they are secret. */
export function writeAppFiles<Files extends AppKeyFiles | CertAppFiles>(
  files: Files,
  texts: Record<keyof Files, string>,
): Files {
  for (const name of Object.keys(files) as (keyof Files & string)[]) {
    const file = String(files[name])
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const secret = name === 'privateKeyFile' || name === 'encryptKeyFile'
    writeFileSync(file, texts[name], { mode: secret ? 0o600 : 0o644 })
  }
  return files
}

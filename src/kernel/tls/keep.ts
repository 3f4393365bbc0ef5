import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Issued } from './authority.ts'

/** Reads `<name>.pem`, a certificate and its key in one file. Undefined when it is missing or not whole. */
export async function readKept(folder: string, name: string): Promise<Issued | undefined> {
  const text = await readFile(join(folder, `${name}.pem`), 'utf8').catch(() => '')
  const cert = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0]
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text)?.[0]
  return cert && key ? { cert, key } : undefined
}

/** One file and one rename, so that a certificate is never kept with another's key. */
export async function keep(folder: string, name: string, issued: Issued): Promise<void> {
  const file = join(folder, `${name}.pem`)
  await writeFile(`${file}.new`, `${issued.cert}\n${issued.key}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

import { generateKeyPairSync, sign, verify } from 'node:crypto'

export type Signing = { signMicros: number; verifyMicros: number }

const bytes = Buffer.alloc(400, 'a')
const runs = 1500

/**
 * What RSA2 costs with the library that the server uses, on a machine that does nothing else meanwhile: microseconds of one core for
 * a signature and for a check of one. Takes about a second.
 */
export function measureSigning(): Signing {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signature = sign('sha256', bytes, privateKey)
  return {
    signMicros: micros(() => sign('sha256', bytes, privateKey)),
    verifyMicros: micros(() => verify('sha256', bytes, publicKey, signature)),
  }
}

function micros(act: () => unknown): number {
  const began = process.cpuUsage()
  for (let run = 0; run < runs; run++) act()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / runs
}

import { readConfig } from '#config'
import { banksFolder, sharedSecret } from '#bank/secret.ts'
import { serveBanks } from '#sim/bank/serve.ts'

import { CommandFailure } from './failure.ts'
import { note } from './say.ts'
import { endWith, untilStopped } from './signals.ts'

export type BankSimOptions = { port?: string; data?: string; memory?: boolean }

/** `tongbao bank-sim`: the demo's banks, a program of their own with books of their own, until it is stopped. */
export async function bankSim(options: BankSimOptions): Promise<void> {
  const config = readConfig()
  const dataDir = options.data ?? config.dataDir
  const port = options.port === undefined ? config.bankPort : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommandFailure('PORT_INVALID', '--port must be a port, or 0 for one that is free.')
  }
  const stop = untilStopped()
  const server = await serveBanks({
    port,
    folder: options.memory ? undefined : banksFolder(dataDir),
    partner: config.bankPartner,
    secret: config.bankSecret ?? sharedSecret(dataDir),
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new CommandFailure(
      'PORT_TAKEN',
      `Port ${port} is in use by another program. Choose another with TONGBAO_BANK_PORT.`,
    )
  })
  if (process.send) process.send({ port: server.port })
  else note(`The banks listen on http://127.0.0.1:${server.port}/`)
  await stop.asked
  await server.close()
  endWith(0)
}

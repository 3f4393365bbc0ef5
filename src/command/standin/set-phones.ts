import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { changePhone } from '../phone/file.ts'

/**
 * Tells the scripted phones of a data folder how far the server's clock is ahead of this machine's, as a wallet learns
 * it from the server's next word.
 */
export async function setPhones(dataDir: string, offsetMs: number): Promise<void> {
  const folder = join(dataDir, 'phones')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const phone = /^(\d+)\.json$/.exec(name)?.[1]
    if (phone === undefined) continue
    await changePhone(dataDir, phone, async (file) => {
      file.offsetMs = offsetMs
    })
  }
}

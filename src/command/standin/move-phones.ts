import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { changePhone } from '../phone/file.ts'

/** Has the scripted phones of a data folder follow a jump of the clock, as a wallet does at the server's next word. */
export async function movePhones(dataDir: string, byMs: number): Promise<void> {
  const folder = join(dataDir, 'phones')
  if (byMs === 0 || !existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const phone = /^(\d+)\.json$/.exec(name)?.[1]
    if (phone === undefined) continue
    await changePhone(dataDir, phone, async (file) => {
      file.offsetMs += byMs
    })
  }
}

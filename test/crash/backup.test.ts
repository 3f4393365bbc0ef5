import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { openDb } from '#kernel/db.ts'
import { startPostgres } from '#kernel/postgres.ts'
import { audit } from '#ledger/audit.ts'

import { freePort } from '../setup/port.ts'
import { openSite } from './site.ts'

test('a copy of the stopped data folder is a backup: restored elsewhere, its books are whole', async () => {
  const site = await openSite({ people: 5 })
  const other = await mkdtemp(join(tmpdir(), 'tongbao-test-backup-'))
  try {
    await site.postgres().stop()
    await cp(site.folder, other, { recursive: true, preserveTimestamps: true })
    await site.startPostgres()
    const restored = await startPostgres({
      dataDir: join(other, 'postgres'),
      port: await freePort(),
      log: () => {},
    })
    const sql = openDb(restored.url, { max: 2, name: 'backup' })
    const found = await audit(sql)
    await sql.end({ timeout: 5 })
    await restored.stop()
    expect(found).toMatchObject({ ok: true, checked: { balances: 6 } })
  } finally {
    await site.close()
    await rm(other, { recursive: true, force: true })
  }
}, 60_000)

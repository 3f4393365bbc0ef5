import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Sql } from '#kernel/db.ts'
import { migrate } from '#kernel/migrate.ts'

const migrations = new URL('../../migrations/', import.meta.url).pathname

/** Makes the database what it was before the migration of that name; `migrate` then brings it up to date. */
export async function makeOlder(sql: Sql, name: string): Promise<void> {
  await sql.unsafe('drop schema public cascade; create schema public')
  const names = (await readdir(migrations)).toSorted()
  const folder = await mkdtemp(join(tmpdir(), 'tongbao-older-'))
  try {
    const end = names.findIndex((file) => file.endsWith(`_${name}.sql`))
    for (const file of names.slice(0, end))
      await copyFile(join(migrations, file), join(folder, file))
    await migrate(sql, () => {}, folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

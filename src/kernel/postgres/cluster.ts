import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, statSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { SetupError } from '../setup-error.ts'
import type { Launch } from './account.ts'
import type { Binaries } from './binaries.ts'

/** The superuser and the database of an embedded server. */
export const clusterName = 'tongbao'

/** The superuser's password, made at first use and kept beside the data, readable by its owner alone. */
export async function clusterPassword(dataDir: string, launch: Launch): Promise<string> {
  const file = join(dirname(dataDir), 'postgres.password')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept?.trim()) return kept.trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  if (launch.owner) chownSync(file, launch.owner.uid, launch.owner.gid)
  return password
}

/**
 * Makes the data folder where there is none. It is made under another name and renamed when complete, so that an
 * interruption leaves nothing half made. Throws a `SetupError` for data of another PostgreSQL release.
 */
export async function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  launch: Launch,
): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    await requireRelease(dataDir, binaries)
    own(dataDir, launch)
    return
  }
  const fresh = `${dataDir}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  own(fresh, launch)
  const [command, args] = launch.command(binaries.initdb, [
    `--pgdata=${fresh}`,
    `--username=${clusterName}`,
    `--pwfile=${join(dirname(dataDir), 'postgres.password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
  ])
  const made = spawnSync(command, args, {
    ...launch.identity,
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
  })
  if (made.status !== 0) {
    const reason = made.error?.message ?? `${made.stdout}\n${made.stderr}`.trim()
    throw new SetupError(`PostgreSQL could not make its data folder ${dataDir}: ${reason}`)
  }
  await rm(dataDir, { recursive: true, force: true })
  await rename(fresh, dataDir)
}

async function requireRelease(dataDir: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim()
  const shown = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8', cwd: '/' })
  const ours = /(\d+)/.exec(shown.stdout)?.[1]
  if (!ours || made === ours) return
  throw new SetupError(
    `The data in ${dataDir} were made by PostgreSQL ${made}, and this program brings PostgreSQL ${ours}. Dump ` +
      'them with the older program and restore them, or choose another folder with TONGBAO_DATA.',
  )
}

/** Gives the folder to the account that runs the server, after a copy by root say. */
function own(folder: string, launch: Launch): void {
  const { owner } = launch
  if (!owner) return
  const stat = statSync(folder)
  const inside = statSync(join(folder, 'PG_VERSION'), { throwIfNoEntry: false }) ?? stat
  if (stat.uid === owner.uid && inside.uid === owner.uid) return
  const done = spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, folder], { encoding: 'utf8' })
  if (done.status !== 0) {
    throw new SetupError(`The folder ${folder} cannot be given to PostgreSQL: ${done.stderr}`)
  }
}

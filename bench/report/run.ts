import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'

import type { Options } from '../options.ts'
import type { Cluster } from '../stand/database.ts'
import type { Run } from './kept.ts'

const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'shared_buffers',
  'max_wal_size',
  'shared_preload_libraries',
]

/** Where the figures of this run are taken, of what, and how. */
export async function describeRun(
  cluster: Cluster,
  options: Options,
): Promise<{ at: string; about: Run }> {
  const [row] = await cluster.admin`select split_part(version(), ' on ', 1) as version`
  const shown = await cluster.admin<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings where name = any(${settings})
     order by name`
  const processors = cpus()
  const about = {
    commit: commitOf(),
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: String(row?.['version']),
    settings: Object.fromEntries(shown.map(({ name, setting }) => [name, setting])),
    payers: options.members,
    merchants: options.merchants,
    rounds: options.rounds,
    seconds: options.seconds,
  }
  return { at: new Date().toISOString().slice(0, 16), about }
}

function commitOf(): string {
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout?.trim() ?? ''
  const commit = git('rev-parse', '--short=12', 'HEAD')
  if (commit === '') return 'unknown'
  return git('status', '--porcelain', '--', '../../src', '../../migrations') === ''
    ? commit
    : `${commit} and changes`
}

import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'

import { measureSigning, type Signing } from '../cost/signing.ts'
import type { Cluster } from '../stand/database.ts'

export type Machine = {
  cpu: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  postgres: string
  settings: Record<string, string>
  commit: string
  at: string
  signing: Signing
}

const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'shared_buffers',
  'max_wal_size',
  'shared_preload_libraries',
]

/** Where the figures were taken, and of what. */
export async function describeMachine(cluster: Cluster): Promise<Machine> {
  const [row] = await cluster.admin`select split_part(version(), ' on ', 1) as version`
  const shown = await cluster.admin<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings where name = any(${settings})`
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: String(row?.['version']),
    settings: Object.fromEntries(shown.map(({ name, setting }) => [name, setting])),
    commit: commitOf(),
    at: new Date().toISOString().slice(0, 16),
    signing: measureSigning(),
  }
}

function commitOf(): string {
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout?.trim() ?? ''
  const commit = git('rev-parse', '--short=12', 'HEAD')
  if (commit === '') return 'unknown'
  return git('status', '--porcelain', '--', '../src', '../migrations') === ''
    ? commit
    : `${commit} and changes`
}

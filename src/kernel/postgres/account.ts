import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

import { SetupError } from '../setup-error.ts'

/** How a PostgreSQL program is started: the command, with the account that runs it. */
export type Launch = {
  /** Puts a program and its arguments into the form to spawn. */
  command: (program: string, args: string[]) => [string, string[]]
  /** The account that must own the data; undefined when it is our own. */
  owner?: { uid: number; gid: number }
  /** What `spawn` needs to know of the account. */
  identity: { uid?: number; gid?: number }
}

/**
 * Chooses the account that runs PostgreSQL. It is our own, unless we are root, whom PostgreSQL refuses: then it is
 * the owner of existing data, or user `postgres`, or user `tongbao`, made if need be.
 * `folders` are what that account must reach. Where a folder above them is closed to it (`/root`, say), the program
 * keeps the one capability to read past that, and no other.
 */
export function chooseLaunch(program: string, dataDir: string, folders: string[]): Launch {
  if (process.getuid?.() !== 0) {
    return { command: (file, args) => [file, args], identity: {} }
  }
  const owner = dataOwner(dataDir) ?? lookUp('postgres') ?? lookUp('tongbao') ?? addUser()
  if (reaches(owner, program, folders)) {
    return { command: (file, args) => [file, args], owner, identity: owner }
  }
  const capability = readCapability()
  const prefix = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    // access(2), by which PostgreSQL looks for its parts, ignores capabilities without this.
    '--securebits=+no_setuid_fixup',
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    `--bounding-set=-all,+${capability}`,
  ]
  requireSetpriv(prefix, program)
  return {
    command: (file, args) => ['setpriv', [...prefix, file, ...args]],
    owner,
    identity: {},
  }
}

/** Data that an ordinary account made stays with it, so that it can run the program again without root. */
function dataOwner(dataDir: string): { uid: number; gid: number } | undefined {
  const stat = statSync(dataDir, { throwIfNoEntry: false })
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

function addUser(): { uid: number; gid: number } {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'tongbao']
  const made = spawnSync('useradd', args, { encoding: 'utf8' })
  const user = lookUp('tongbao')
  if (user) return user
  const reason = made.error ? 'there is no useradd' : made.stderr.trim() || 'useradd failed'
  throw new SetupError(
    `PostgreSQL does not run as root, and no user could be made for it (${reason}). Create a user named ` +
      'postgres or tongbao, start as an ordinary user, or set DATABASE_URL.',
  )
}

function reaches(owner: { uid: number; gid: number }, program: string, folders: string[]): boolean {
  const runs = spawnSync(program, ['--version'], { ...owner, cwd: '/', stdio: 'ignore' })
  if (runs.status !== 0) return false
  return folders.every((folder) => {
    const test = ['-c', 'test -x "$1"', 'sh', folder]
    return spawnSync('/bin/sh', test, { ...owner, cwd: '/', stdio: 'ignore' }).status === 0
  })
}

/** Reading alone suffices, since the account owns its data; containers often grant only the wider capability. */
function readCapability(): 'dac_read_search' | 'dac_override' {
  const status = readFileSync('/proc/self/status', 'utf8')
  const mask = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  return (mask >> 2n) & 1n ? 'dac_read_search' : 'dac_override'
}

function requireSetpriv(prefix: string[], program: string): void {
  const probe = ['/bin/sh', '-c', 'test -x "$1"', 'sh', program]
  const test = spawnSync('setpriv', [...prefix, ...probe], { cwd: '/', encoding: 'utf8' })
  if (test.status === 0) return
  throw new SetupError(
    'The folder of the program or of its data is closed to the user that runs PostgreSQL, and setpriv ' +
      `(util-linux) cannot open it (${test.error ? 'not installed' : test.stderr.trim() || 'no effect'}). Move them out of ` +
      'closed folders such as /root, start as an ordinary user, or set DATABASE_URL.',
  )
}

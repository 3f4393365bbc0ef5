import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in ticks of a hundredth of a second, on every architecture that Node runs on. */
const tickMicros = 10_000
const pageBytes = 4096

/** `childMicros` is what its ended children had used. */
export type Cpu = { cpuMicros: number; childMicros: number; memoryBytes: number; parent: number }

const nothing: Cpu = { cpuMicros: 0, childMicros: 0, memoryBytes: 0, parent: 0 }

/** What a process has used so far; zeros for one that has ended, and on systems without `/proc`. */
export function cpuOf(pid: number): Cpu {
  const text = read(`/proc/${pid}/stat`)
  // The second field, the program's name, may hold spaces and brackets.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  if (fields.length < 22) return nothing
  const [parent = 0] = fields.slice(1)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11)
  return {
    parent,
    cpuMicros: (user + system) * tickMicros,
    childMicros: (childUser + childSystem) * tickMicros,
    memoryBytes: (fields[21] ?? 0) * pageBytes,
  }
}

/** What a PostgreSQL server's processes have used together, microseconds. */
export function serverCpuMicros(postmaster: number): number {
  const { cpuMicros: own, childMicros } = cpuOf(postmaster)
  let sum = own + childMicros
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const { parent, cpuMicros } = cpuOf(Number(name))
    if (parent === postmaster) sum += cpuMicros
  }
  return sum
}

/** Processor time of the whole machine since it started, microseconds: used, idle while a disk was waited for, and all there was. */
export function machineCpu(): { used: number; waiting: number; all: number } {
  const fields = read('/proc/stat').split('\n')[0]?.trim().split(/\s+/).slice(1).map(Number) ?? []
  const all = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0)
  const [idle = 0, waiting = 0] = fields.slice(3)
  return {
    used: (all - idle - waiting) * tickMicros,
    waiting: waiting * tickMicros,
    all: all * tickMicros,
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

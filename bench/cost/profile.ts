import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Frame = { functionName: string; url: string; lineNumber: number }
type Node = { id: number; callFrame: Frame; children?: number[] }
type CpuProfile = { nodes: Node[]; samples: number[]; timeDeltas: number[]; startTime: number }

export type Share = { what: string; micros: number }
export type ProfileCost = {
  parts: Share[]
  functions: Share[]
  totalMicros: number
  /** How much of the time the main thread had work. */
  busy: number
}

/** From when to when, microseconds of the machine's monotonic clock, by which profiles count too. */
export type Span = { from: number; to: number }
export const monotonicMicros = (): number => Number(process.hrtime.bigint() / 1000n)

/** Where time goes, by the file in which it goes there; the first pattern that fits names the part. */
const parts: [part: string, files: RegExp][] = [
  ['code', /\/src\/paycode\/|@noble|\/engine\/present\.ts/],
  [
    'statements and rows',
    /\/kernel\/db\.ts|\/engine\/(?:write|read)-sql|\/engine\/store\.ts|\/trade\/sql\.ts/,
  ],
  ['database client', /node_modules\/(?:postgres|pg|pg-[\w-]+)\//],
  ['queue of notifications', /node_modules\/pg-boss|\/src\/notify\/queue/],
  [
    'decide',
    /\/src\/(?:trade|ledger|risk|engine|notify)\/|\/kernel\/(?:id|failure|clock|money)\.ts/,
  ],
  [
    'parsing and schemas',
    /typebox|\/src\/wire\/|read-json|\/gateway\/(?:parameter|receive|charset|biz|fields)/,
  ],
  ['till and gateway', /\/src\/(?:merchant|member|gateway)\//],
  ['signing and hashing', /node:internal\/crypto/],
  [
    'log and metrics',
    /pino|prom-client|\/kernel\/(?:log|metrics)|\/http\/watch|sonic-boom|safe-stable/,
  ],
  ['HTTP', /fastify|find-my-way|avvio|cookie|\/kernel\/http|node:_http|http|light-my|secure-json/],
  ['sockets, streams, timers', /^node:/],
]

/** Reads the CPU profile that Node left in the folder: self time by part, and the functions that take most. */
export function readProfile(folder: string, span: Span): ProfileCost {
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  if (!file) throw new Error(`there is no CPU profile in ${folder}`)
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(
    readFileSync(join(folder, file), 'utf8'),
  ) as CpuProfile
  const self = new Map<number, number>()
  let now = startTime
  samples.forEach((id, at) => {
    const micros = timeDeltas[at] ?? 0
    now += micros
    if (now >= span.from && now <= span.to) self.set(id, (self.get(id) ?? 0) + micros)
  })
  const byPart = new Map<string, number>()
  const byFunction = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, micros: number) =>
    to.set(key, (to.get(key) ?? 0) + micros)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  // What is native counts for the part that called it.
  const walk = (node: Node, above: string): void => {
    const part = partOf(node.callFrame) ?? above
    const micros = self.get(node.id) ?? 0
    if (part !== 'idle' && micros !== 0) {
      add(byPart, part, micros)
      add(byFunction, nameOf(node.callFrame), micros)
    }
    for (const child of node.children ?? []) walk(byId.get(child)!, part)
  }
  walk(nodes[0]!, 'other')
  const sorted = (map: Map<string, number>): Share[] =>
    [...map].map(([what, micros]) => ({ what, micros })).toSorted((a, b) => b.micros - a.micros)
  const all = sorted(byPart)
  const totalMicros = all.reduce((sum, { micros }) => sum + micros, 0)
  const busy = totalMicros / (span.to - span.from)
  return { parts: all, functions: sorted(byFunction), totalMicros, busy }
}

function partOf({ functionName, url }: Frame): string | undefined {
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'native, outside JavaScript'
  if (url === '') return undefined
  return parts.find(([, files]) => files.test(url))?.[0] ?? 'other'
}

function nameOf({ functionName, url, lineNumber }: Frame): string {
  const place = url.replace(/^.*\/(?:node_modules|src)\//, '').replace(/^file:.*\//, '')
  return `${functionName || '(anonymous)'} ${place}${url === '' ? '' : `:${lineNumber + 1}`}`.trim()
}

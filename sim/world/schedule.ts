import { createHash } from 'node:crypto'

type Due = { at: number; order: number; name: string; act: () => void }

/** Virtual time: nothing happens but what was scheduled, one event after the other, in an order that the seed fixes. */
export type Schedule = {
  /** Milliseconds since 1970, virtual. */
  now: () => number
  readonly steps: number
  /** Does something `ms` from now. */
  after: (ms: number, name: string, act: () => void) => void
  sleep: (ms: number, name: string) => Promise<void>
  /** Lets the next event happen and everything that follows from it at once. False when nothing is scheduled. */
  step: () => Promise<boolean>
  /** Adds to the trace what an event did. */
  note: (text: string) => void
  /** A digest of all that happened so far: two runs of one seed have the same. */
  trace: () => string
}

/** Everything that waits on promises alone has run when this resolves. */
const drained = () => new Promise<void>((resume) => setImmediate(resume))

export function createSchedule(start: number): Schedule {
  const heap: Due[] = []
  const hash = createHash('sha256')
  let now = start
  let order = 0
  let steps = 0
  const after = (ms: number, name: string, act: () => void) => {
    push(heap, { at: now + Math.max(0, ms), order: order++, name, act })
  }
  return {
    now: () => now,
    get steps() {
      return steps
    },
    after,
    sleep: (ms, name) => new Promise((resume) => after(ms, name, resume)),
    async step() {
      const due = pop(heap)
      if (!due) return false
      now = due.at
      steps++
      hash.update(`${due.at} ${due.name}\n`)
      due.act()
      await drained()
      return true
    },
    note: (text) => {
      hash.update(`  ${text}\n`)
    },
    trace: () => hash.copy().digest('hex').slice(0, 32),
  }
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Due[], due: Due): void {
  let at = heap.length
  heap.push(due)
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(due, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = due
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return first
}

/** When newcomers may be told that the system is busy. */
export type Pace = {
  /** Calls `tell` now, or in its turn as soon as there is time for it. `laterMs` is what it takes after `tell` has returned. */
  tell: (tell: () => void, laterMs?: number) => void
}

/** Both in milliseconds that only grow: time that passes, and processor time of this thread. */
export type PaceClocks = { uptime: () => number; worked: () => number }

/**
 * At least thrice as long as telling; in it the next requests of those who were told are read. Callers come again as soon as they
 * hear: told at once, eight thousand connections kept one server so busy with "busy" that it paid 160 orders a second.
 */
const restPerGo = 3
/** Measured on a shared machine: 6,600 a second told beside 2,990 payments, where 4,640 was the best rate without a flood. */
const goMs = { min: 1, max: 3 }

/**
 * First come, first told: a moment of processor time at a time, so that on a slower machine fewer are told. By the time that passes
 * it was a third fewer: on a full machine, whoever is told wakes up and takes the processor away meanwhile.
 */
export function createPace({ uptime, worked }: PaceClocks): Pace {
  let waiting: { tell: () => void; laterMs: number }[] = []
  let busy = false
  let endedAt = uptime()

  const go = () => {
    busy = waiting.length > 0
    if (!busy) return
    const from = worked()
    const mayMs = Math.min(goMs.max, Math.max(goMs.min, (uptime() - endedAt) / restPerGo))
    let later = 0
    let spentMs = 0
    let told = 0
    for (; told < waiting.length && spentMs < mayMs; told++) {
      const { tell, laterMs } = waiting[told]!
      tell()
      later += laterMs
      spentMs = worked() - from + later
    }
    waiting = waiting.slice(told)
    endedAt = uptime()
    setTimeout(go, Math.ceil(spentMs * restPerGo))
  }

  return {
    tell(tell, laterMs = 0) {
      waiting.push({ tell, laterMs })
      if (!busy) go()
    },
  }
}

/** Processor time of this thread so far, milliseconds. Asking takes 0.3 µs. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

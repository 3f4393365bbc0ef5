import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Has this process yield the processor to others of its machine; what is left over is its own. Linux gives each thread a priority
 * of its own, so that one call would reach the thread of JavaScript alone and not those that sign.
 */
export function yieldToOthers(): void {
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0]
  for (const thread of threads) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
    } catch {
      // It has ended meanwhile.
    }
  }
}

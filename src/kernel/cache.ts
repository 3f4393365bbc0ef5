import type { Clock } from './clock.ts'

/** What was read a moment ago, bounded in age and in number. */
export type Cache<V> = {
  get: (key: string) => V | undefined
  put: (key: string, value: V) => void
  drop: (key: string) => void
}

type CacheOptions = { clock: Clock; freshMs: number; max: number }

/** Beyond `max` the value put in longest ago goes. A clock that is set back makes everything old. */
export function createCache<V>({ clock, freshMs, max }: CacheOptions): Cache<V> {
  // A Map keeps the order of insertion, so its first key is the oldest.
  const kept = new Map<string, { value: V; at: number }>()
  return {
    get(key) {
      const found = kept.get(key)
      const age = found ? clock() - found.at : freshMs
      if (age >= 0 && age < freshMs) return found?.value
      kept.delete(key)
      return undefined
    },
    put(key, value) {
      kept.delete(key)
      kept.set(key, { value, at: clock() })
      const [oldest] = kept.keys()
      if (kept.size > max && oldest !== undefined) kept.delete(oldest)
    },
    drop: (key) => void kept.delete(key),
  }
}

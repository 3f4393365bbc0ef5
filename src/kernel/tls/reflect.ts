/**
 * The two functions of `Reflect` metadata that `@peculiar/x509` asks for through its container, whose decorators
 * predate the language's own. Nothing else here uses them, so the whole polyfill is not carried.
 */
type Metadata = {
  defineMetadata?: (key: unknown, value: unknown, target: object) => void
  getOwnMetadata?: (key: unknown, target: object) => unknown
  getMetadata?: (key: unknown, target: object) => unknown
}

const reflect = Reflect as Metadata
const kept = new WeakMap<object, Map<unknown, unknown>>()

reflect.defineMetadata ??= (key, value, target) => {
  const own = kept.get(target) ?? new Map<unknown, unknown>()
  kept.set(target, own.set(key, value))
}
reflect.getOwnMetadata ??= (key, target) => kept.get(target)?.get(key)
reflect.getMetadata ??= (key, target) => {
  for (let at: object | null = target; at; at = Reflect.getPrototypeOf(at)) {
    const own = kept.get(at)
    if (own?.has(key)) return own.get(key)
  }
  return undefined
}

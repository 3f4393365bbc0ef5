import { recall, remember } from '#web/ui/store.ts'

import { setOnline } from './online.ts'

export interface EventStreamOptions<T> {
  /** `/api/wallet/events` or `/api/till/events`. */
  path: string
  kinds: readonly string[]
  onEvent: (event: T) => void
  /**
   * The server's clock at the start of every connection, and when the answer came, both in
   * milliseconds since 1970.
   */
  onHello?: (serverTime: number, receivedAt: number) => void
  /**
   * The server refused the stream: perhaps the session has ended. It is tried again until stopped.
   */
  onRefused?: () => void
}

const retryMsMin = 1000
const retryMsMax = 30_000
const absenceMs = 10_000
/** Ids kept to tell a repeat; a reconnect repeats at most what came since the last one. */
const seenMax = 200

const storageKey = (path: string) => `tongbao.events${path}`

/** Forgets which events were seen; for the end of a session. */
export const forgetEvents = (path: string) => remember(storageKey(path), null)

/**
 * Follows a server's events across reconnects and reloads. An event id already seen is dropped; the
 * last one is kept in storage under the path and sent as `after`, so that nothing is missed.
 * Answers the function that stops it.
 */
export function followEvents<T extends { eventId: string }>(options: EventStreamOptions<T>) {
  const key = storageKey(options.path)
  const seen = new Set<string>(recall(key)?.split(' ') ?? [])
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = retryMsMin
  let stopped = false

  const receive = (frame: MessageEvent<string>) => {
    const event = JSON.parse(frame.data) as T
    if (seen.has(event.eventId)) return
    seen.add(event.eventId)
    remember(key, [...seen].slice(-seenMax).join(' '))
    options.onEvent(event)
  }

  const open = () => {
    clearTimeout(timer)
    source?.close()
    if (stopped) return
    const after = [...seen].at(-1)
    source = new EventSource(after ? `${options.path}?after=${after}` : options.path)
    source.addEventListener('hello', (frame: MessageEvent<string>) => {
      retryMs = retryMsMin
      setOnline(true)
      const { serverTime } = JSON.parse(frame.data) as { serverTime: number }
      options.onHello?.(serverTime, Date.now())
    })
    for (const kind of options.kinds) source.addEventListener(kind, receive)
    source.onerror = retry
  }

  // EventSource reconnects by itself only after some faults, and at its own pace; one path for all
  // of them is easier to trust.
  const retry = () => {
    const refused = source?.readyState === EventSource.CLOSED
    source?.close()
    if (refused) options.onRefused?.()
    else setOnline(false)
    clearTimeout(timer)
    timer = setTimeout(open, retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(retryMs * 2, retryMsMax)
  }

  // A phone that slept may hold a stream that is dead and does not know it: start a new one after
  // every absence.
  let hiddenAt = 0
  const openNow = () => {
    if (document.hidden) {
      hiddenAt = Date.now()
      return
    }
    const away = hiddenAt > 0 && Date.now() - hiddenAt > absenceMs
    if (!away && source?.readyState === EventSource.OPEN) return
    retryMs = retryMsMin
    open()
  }
  addEventListener('online', openNow)
  document.addEventListener('visibilitychange', openNow)
  open()

  return () => {
    stopped = true
    clearTimeout(timer)
    source?.close()
    removeEventListener('online', openNow)
    document.removeEventListener('visibilitychange', openNow)
  }
}

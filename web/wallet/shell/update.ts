/// <reference types="vite-plugin-pwa/vanillajs" />
import { registerSW } from 'virtual:pwa-register'

import { createStore, useStore } from '#web/ui/store.ts'

const ready = createStore(false)
let takeOver: ((reload?: boolean) => Promise<void>) | undefined

/**
 * Registers the service worker. A new version waits for the person: it never takes the page from
 * under an open code.
 */
export function startWorker(): void {
  takeOver = registerSW({ immediate: true, onNeedRefresh: () => ready.set(true) })
}

/** The act that brings in the new version and reloads, or undefined while there is none. */
export function useUpdate(): (() => void) | undefined {
  return useStore(ready) ? () => void takeOver?.(true) : undefined
}

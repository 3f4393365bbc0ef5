import { createStore, useStore } from '#web/ui/store.ts'

/**
 * Chromium's offer to put the page on the home screen; other browsers have it in their own menus.
 */
interface InstallOffer extends Event {
  prompt: () => Promise<unknown>
}

const offer = createStore<InstallOffer | null>(null)
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  offer.set(event as InstallOffer)
})
addEventListener('appinstalled', () => offer.set(null))

/** The act that installs the wallet, or undefined where the browser offers none. */
export function useInstall(): (() => void) | undefined {
  const now = useStore(offer)
  if (!now) return undefined
  return () => {
    offer.set(null)
    void now.prompt()
  }
}

import { useEffect, useEffectEvent } from 'react'

import { createStore } from '#web/ui/store.ts'

import { toggleMuted } from '../sound.ts'

/** What F4 and F9 mean depends on the page that is open: it registers itself here. */
export const pageKeys = createStore<Partial<Record<'F4' | 'F9', () => void>>>({})

export function usePageKey(key: 'F4' | 'F9', act: (() => void) | null) {
  const run = useEffectEvent(() => act?.())
  const on = act !== null
  useEffect(() => {
    if (!on) return
    pageKeys.set({ ...pageKeys.get(), [key]: () => run() })
    return () => {
      const { [key]: _, ...rest } = pageKeys.get()
      pageKeys.set(rest)
    }
  }, [key, on])
}

export const switchPage = () => {
  location.hash = location.hash === '#today' ? '' : '#today'
}

/** The function keys of the till; F5 stays the browser's. */
export function useShortcuts({ help }: { help: () => void }) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const acts: Record<string, (() => void) | undefined> = {
      F1: help,
      F2: switchPage,
      F4: pageKeys.get().F4,
      F8: toggleMuted,
      F9: pageKeys.get().F9,
    }
    if (!['F1', 'F2', 'F4', 'F8', 'F9'].includes(event.key)) return
    event.preventDefault()
    if (!event.repeat) acts[event.key]?.()
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => press(event)
    // Dialogs keep keys to themselves on the way up, so these are taken on the way down.
    addEventListener('keydown', onKey, true)
    return () => removeEventListener('keydown', onKey, true)
  }, [])
}

import { useEffect } from 'react'

import { createStore } from '#web/ui/store.ts'

const covers = new Set<object>()

/** How many sheets lie over the pages now: a payment to confirm, the end of one. */
export const sheets = createStore(0)

/**
 * Counts what came over the page by itself. What the payer had opened there, such as an enlarged
 * code, makes way for it.
 */
export const interruptions = createStore(0)
export const interrupt = () => interruptions.set(interruptions.get() + 1)

function layCover(): () => void {
  const cover = {}
  const show = () =>
    document
      .querySelectorAll('.page')
      .forEach((page) => page.toggleAttribute('inert', covers.size > 0))
  covers.add(cover)
  show()
  return () => {
    covers.delete(cover)
    show()
  }
}

/** While a view lies over the page, the page takes no focus and no keys. */
export const useCover = () => useEffect(layCover, [])

/** The same for a sheet, which comes by itself. */
export function useSheet(): void {
  useCover()
  useEffect(() => {
    sheets.set(sheets.get() + 1)
    interrupt()
    return () => sheets.set(sheets.get() - 1)
  }, [])
}

import { useSyncExternalStore } from 'react'

function follow(listener: () => void): () => void {
  addEventListener('resize', listener)
  return () => removeEventListener('resize', listener)
}

/** The window's size in CSS pixels; follows a phone that is turned. */
export function useViewport(): { width: number; height: number } {
  const size = useSyncExternalStore(follow, () => `${innerWidth} ${innerHeight}`)
  const [width = 0, height = 0] = size.split(' ').map(Number)
  return { width, height }
}

/**
 * Below this the card gives up its margins: a bar code of 18 digits needs 308 px for 2 px a module.
 */
const narrow = 340

/** The width of the card that shows the code, in CSS pixels; `code.css` has the same margins. */
export const cardWidth = (width: number) => (width < narrow ? width : Math.min(width, 480) - 24)

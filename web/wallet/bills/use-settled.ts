import { useEffect, useState } from 'react'

const settledMs = 300

/**
 * A text that is being typed, once the typing has paused: a search asks the server for words, not
 * for letters.
 */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settledMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

import { useCallback, useEffect, useState } from 'react'

import { compose, otpAsync } from '#paycode/derive.ts'
import { useStore } from '#web/ui/store.ts'

import { followClock, serverNow } from './clock.ts'
import { handleAt } from './handles.ts'
import { followMinute, isSpent, nextTurn, turn, turnEnds, type Turn } from './turn.ts'
import type { Held } from './vault.ts'

export type CodeView =
  | { readonly state: 'covered' }
  | { readonly state: 'shown'; readonly code: string; readonly endsAt: number }
  | { readonly state: 'spent'; readonly endsAt: number }
  | { readonly state: 'run-out' }

/** The code of a turn, or undefined where this phone holds no handle for its minute. */
async function makeCode({ key, format, handles }: Held, { step, n }: Turn) {
  const handle = handleAt(handles, step)
  if (!handle) return undefined
  return compose(format, handle, await otpAsync(key, step, n, '', format.otpDigits))
}

/** Whether the page is in front; a covered phone shows nothing to its neighbours. */
function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden)
  useEffect(() => {
    const look = () => setVisible(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

/** Keeps the turn in step with the server's minutes while the page is visible. */
function useMinutes(visible: boolean): void {
  useEffect(() => {
    if (!visible) return
    let timer: ReturnType<typeof setTimeout>
    const follow = () => {
      clearTimeout(timer)
      followMinute()
      timer = setTimeout(follow, turnEnds(turn.get()) - serverNow())
    }
    follow()
    const unfollow = followClock(follow)
    return () => {
      clearTimeout(timer)
      unfollow()
    }
  }, [visible])
}

/**
 * The code on show and the way to the next one. Made here on the phone, without a network, and
 * never kept.
 */
export function useCode(held: Held): { view: CodeView; refresh: () => void } {
  const visible = useVisible()
  const now = useStore(turn)
  const [made, setMade] = useState<{ turn: Turn; code: string | undefined }>()
  useMinutes(visible)
  useEffect(() => {
    let current = true
    if (!visible || isSpent(now) || now.step === 0) return
    void makeCode(held, now).then((code) => {
      if (current) setMade({ turn: now, code })
    })
    return () => {
      current = false
    }
  }, [held, now, visible])

  const refresh = useCallback(() => nextTurn(), [])
  return { view: viewOf(visible, now, made), refresh }
}

function viewOf(
  visible: boolean,
  now: Turn,
  made: { turn: Turn; code: string | undefined } | undefined,
): CodeView {
  if (!visible) return { state: 'covered' }
  if (isSpent(now)) return { state: 'spent', endsAt: turnEnds(now) }
  if (!made || made.turn !== now) return { state: 'covered' }
  if (!made.code) return { state: 'run-out' }
  return { state: 'shown', code: made.code, endsAt: turnEnds(now) }
}

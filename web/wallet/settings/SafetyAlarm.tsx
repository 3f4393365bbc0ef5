import { Dialog } from 'antd-mobile'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'

import { useStore } from '#web/ui/store.ts'

import { alarm, isOwnDoing } from '../session/safety.ts'
import { interrupt, sheets } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { safetyPath, safetyWords } from './safety-words.ts'

/**
 * Tells over every page that something happened to the account's safety. The phone that was just
 * turned on needs no telling, and a payment that is being confirmed is not interrupted.
 */
export function SafetyAlarm() {
  const words = useWords()
  const go = useNavigate()
  const event = useStore(alarm)
  const busy = useStore(sheets) > 0
  useEffect(() => {
    if (!event || busy) return
    alarm.set(null)
    if (isOwnDoing(event)) return
    interrupt()
    const { title, hint } = safetyWords(event, words)
    void Dialog.confirm({
      title,
      'aria-label': title,
      content: hint,
      confirmText: words.safety.review,
      cancelText: words.safety.later,
      onConfirm: () => void go(safetyPath(event)),
    })
  }, [event, busy, words, go])
  return null
}

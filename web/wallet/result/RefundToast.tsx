import { Toast } from 'antd-mobile'
import { useEffect } from 'react'

import { yuan } from '#web/ui/format.ts'
import { useStore } from '#web/ui/store.ts'

import { useWords } from '../words.ts'
import { refund } from './result.ts'

const shownMs = 4000

/** Says for a moment that money came back. */
export function RefundToast() {
  const words = useWords()
  const now = useStore(refund)
  useEffect(() => {
    if (!now) return
    refund.set(null)
    const content = words.result.refunded(yuan(now.amount), now.merchantName)
    Toast.show({ content, duration: shownMs })
  }, [now, words])
  return null
}

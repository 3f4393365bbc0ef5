import { Toast } from 'antd-mobile'
import { useEffect } from 'react'

import { isolate, yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import { useStore } from '#web/ui/store.ts'

import { interrupt } from '../shell/use-cover.ts'
import { useWords } from '../words.ts'
import { news } from './result.ts'

const shownMs = 4000

/** Says for a moment that money came, came back, or is held. */
export function NewsToast() {
  const words = useWords()
  const now = useStore(news)
  useEffect(() => {
    if (!now) return
    news.set(null)
    interrupt()
    const text = words.result[now.kind](yuan(now.amount), isolate(now.merchantName))
    Toast.show({ content: <Sentence>{text}</Sentence>, duration: shownMs })
  }, [now, words])
  return null
}

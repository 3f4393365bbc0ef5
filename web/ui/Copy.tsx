import { useEffect, useState } from 'react'

import { useLanguage } from './language.ts'

const words = {
  zh: { copy: '复制', copied: '已复制', failed: '复制不了，请长按选取' },
  en: { copy: 'Copy', copied: 'Copied', failed: 'Could not copy: select it by hand' },
}

/**
 * Copies `text` and says so for two seconds. `label` names what is copied, for those who hear the
 * page.
 */
export function Copy({ text, label }: { text: string; label: string }) {
  const say = words[useLanguage()]
  const [state, setState] = useState<'copy' | 'copied' | 'failed'>('copy')
  useEffect(() => {
    if (state === 'copy') return
    const timer = setTimeout(() => setState('copy'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  return (
    <button type="button" className="tb-copy" aria-label={`${say.copy} ${label}`} onClick={copy}>
      <span aria-live="polite">{say[state]}</span>
    </button>
  )
}

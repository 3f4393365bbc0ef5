import { Button } from 'antd-mobile'
import { ExclamationCircleOutline } from 'antd-mobile-icons'

import { useFailureWords, type FailureLike } from '#web/ui/failure-words.ts'

import { useWords } from '../words.ts'

/**
 * A part of a page that could not be loaded: why, and a way to try again. Nothing was asked for but
 * to read, so what is said of lost answers elsewhere is not said here.
 */
export function Failure({ error, retry }: { error: FailureLike; retry: () => void }) {
  const words = useWords()
  const say = useFailureWords('payer')
  const unread: Record<string, string> = {
    OFFLINE: words.needsNetwork,
    TIMEOUT: words.slow,
    UNAVAILABLE: words.slow,
  }
  return (
    <div className="empty" role="alert">
      <ExclamationCircleOutline fontSize={36} />
      <p>{unread[error.code] ?? say(error)}</p>
      <Button size="small" shape="rounded" onClick={retry}>
        {words.retry}
      </Button>
    </div>
  )
}

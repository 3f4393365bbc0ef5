import { useFailureWords, type FailureLike } from '#web/ui/failure-words.ts'

import { Sign } from './sign.tsx'
import { useWords } from './words.ts'

type Props = { failure: FailureLike; retry?: (() => void) | undefined }

const mendable = new Set(['OFFLINE', 'TIMEOUT', 'BUSY', 'UNAVAILABLE'])

/** No order to show: its address is wrong, the shop changed it, or the server could not be reached. */
export function NoOrder({ failure, retry }: Props) {
  const say = useWords()
  const sayFailure = useFailureWords('payer')
  const own = say.missing[failure.code]
  return (
    <article className="desk-card desk-result" data-testid="cashier-none">
      <Sign kind="unknown" />
      <h1 role="status">{own?.title ?? say.unreadable}</h1>
      <p className="desk-why">{own?.why ?? sayFailure(failure)}</p>
      {mendable.has(failure.code) && (
        <button type="button" className="desk-button" disabled={!retry} onClick={retry}>
          {retry ? say.retry : say.loading}
        </button>
      )}
    </article>
  )
}

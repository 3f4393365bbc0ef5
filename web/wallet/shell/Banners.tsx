import { useOnline } from '#web/client/online.ts'

import { useWords } from '../words.ts'
import { useUpdate } from './update.ts'

/** What the whole wallet should know: no network, a new version. */
export function Banners() {
  const words = useWords()
  const online = useOnline()
  const update = useUpdate()
  return (
    <div className="banners" aria-live="polite">
      {!online && (
        <div className="banner banner-quiet" data-testid="offline-banner">
          <strong>{words.offline}</strong>
          <span>{words.offlineHint}</span>
        </div>
      )}
      {update && (
        <div className="banner banner-quiet banner-row">
          <strong>{words.update}</strong>
          <button type="button" className="text-button" onClick={update}>
            {words.updateNow}
          </button>
        </div>
      )}
    </div>
  )
}

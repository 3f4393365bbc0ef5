import { Link } from 'react-router'

import { Time } from '#web/ui/Time.tsx'

import { useSafety } from '../session/safety.ts'
import { Empty } from '../shell/Empty.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { safetyPath, safetyWords } from './safety-words.ts'

/** What this phone was told about the account's safety. */
export function SafetyPage() {
  const words = useWords()
  const events = useSafety()
  return (
    <Page title={words.safety.title} back="/settings">
      {events.length === 0 && <Empty title={words.safety.none} hint={words.safety.noneHint} />}
      {events.map((event) => {
        const { title, hint } = safetyWords(event, words)
        return (
          <section key={event.eventId} className="card safety">
            <h2>{title}</h2>
            <p>{hint}</p>
            <footer className="card-head">
              <span className="quiet">
                <Time at={event.at} />
              </span>
              <Link className="text-button" to={safetyPath(event)}>
                {words.safety.review}
              </Link>
            </footer>
          </section>
        )
      })}
    </Page>
  )
}

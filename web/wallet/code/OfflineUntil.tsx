import { clockTime, dateTimeWithZone, dayName } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'

import { useWords } from '../words.ts'
import { serverNow } from './clock.ts'

/** Until when this phone can pay without a network. */
export function OfflineUntil({ until }: { until: number }) {
  const words = useWords()
  const language = useLanguage()
  const day = dayName(until, serverNow(), language)
  return (
    <div title={dateTimeWithZone(until)} data-testid="offline-until">
      <dt className="tb-hidden">{words.pay.offline}</dt>
      <dd>{words.pay.until(`${day} ${clockTime(until)}`)}</dd>
    </div>
  )
}

import { isElsewhere, networkTime, networkTimeWithZone } from './network-time.ts'
import { useWords } from './words/words.ts'

type Props = {
  at: number
  /** Hours and minutes only. */
  short?: boolean
  /** The zone is said beside the list that this stands in. */
  bare?: boolean
}

/**
 * A moment of the till in the network's time, by which its days go, the zone on hover; where the browser's own zone is
 * another, the zone is said. `at` in milliseconds since 1970.
 */
export function Moment({ at, short = false, bare = false }: Props) {
  const text = networkTime(at)
  return (
    <>
      <time dateTime={new Date(at).toISOString()} title={networkTimeWithZone(at)}>
        {short ? text.slice(11, 16) : text}
      </time>
      {!bare && <Zone at={at} />}
    </>
  )
}

/** The network's zone, where a clock beside the browser shows another time. */
export function Zone({ at }: { at: number }) {
  const say = useWords()
  return isElsewhere(at) ? <span className="till-soft"> {say.today.zone}</span> : null
}

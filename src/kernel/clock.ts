/** Milliseconds since 1970, UTC. Passed in everywhere, so that tests and the stand-in can move time. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

const beijingOffsetMs = 8 * 3600 * 1000

const secondMs = 1000
const dayMs = 86_400_000

/** A text that stays the same for `unitMs`, in units that begin at Beijing's midnight: the last one asked for is remembered. */
export function oncePer(unitMs: number, make: (ms: number) => string): (ms: number) => string {
  let unit = NaN
  let text = ''
  return (ms) => {
    const of = Math.floor((ms + beijingOffsetMs) / unitMs)
    if (of !== unit) {
      text = make(ms)
      unit = of
    }
    return text
  }
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing time, as Alipay's wire writes every time. */
export const beijingText = oncePer(secondMs, (ms) =>
  new Date(ms + beijingOffsetMs).toISOString().slice(0, 19).replace('T', ' '),
)

/** The Beijing calendar day, `yyyy-MM-dd`: limits, bills and statements count by it. */
export const beijingDay = oncePer(dayMs, (ms) => beijingText(ms).slice(0, 10))

/** The time as HTTP writes it. */
export const httpDate = oncePer(secondMs, (ms) => new Date(ms).toUTCString())

/** Reads `yyyy-MM-dd HH:mm:ss` as Beijing time. Undefined when the text is not such a time. */
export function parseBeijing(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(ms) || beijingText(ms) !== text ? undefined : ms
}

/** Local date and time to the second: `2026-03-05 14:07:09`, the same in every language. */
export function localText(ms: number): string {
  const time = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`
}

/** The same with its zone: `2026-03-05 14:07:09 GMT+8 (Asia/Shanghai)`. */
export function localTextWithZone(ms: number): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const offset = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' })
    .formatToParts(ms)
    .find((part) => part.type === 'timeZoneName')
  return `${localText(ms)} ${offset?.value ?? ''} (${timeZone})`
}

import type { Fen } from './money.ts'
import { parseYuan, yuan } from './money.ts'
import { SetupError } from './setup-error.ts'

/** The values that each kind of setting reads to. */
type Kinds = {
  text: string
  digits: string
  url: string
  sms: string
  choice: string
  port: number
  count: number
  /** Milliseconds. */
  duration: number
  /** Milliseconds each. */
  durations: readonly number[]
  money: Fen
  flag: boolean
}

export type Setting = {
  name: string
  kind: keyof Kinds
  /** As it would be written in the environment; empty when there is none. */
  default: string
  describe: string
  secret?: boolean
  choices?: readonly string[]
  /** Bounds of a count, of a duration in milliseconds, of a number of digits. */
  min?: number
  max?: number
}

type ValueOf<S extends Setting> = S extends { choices: readonly (infer C)[] } ? C : Kinds[S['kind']]

/** A setting with a default has a value always, one without may be undefined. */
export type Values<T extends Record<string, Setting>> = {
  [K in keyof T]: T[K]['default'] extends '' ? ValueOf<T[K]> | undefined : ValueOf<T[K]>
}

type Env = Record<string, string | undefined>
type Wrong = (name: string, what: string) => void

/**
 * Reads every setting of a table. `also` checks what hangs together. Throws a `SetupError` that lists all wrong ones
 * by name; a secret's value is never repeated.
 */
export function readSettings<T extends Record<string, Setting>>(
  table: T,
  env: Env,
  also: (values: Partial<Values<T>>, wrong: Wrong) => void,
): Values<T> {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(table)) {
    const given = env[setting.name]?.trim()
    const text = given || setting.default
    const value = text === '' ? undefined : parse(setting, text)
    if (text !== '' && value === undefined) {
      const shown = setting.secret ? '***' : JSON.stringify(text)
      faults.push(`${setting.name} is ${shown}, but must be ${allowed(setting)}`)
    }
    values[key] = value
  }
  also(values as Partial<Values<T>>, (name, what) => faults.push(`${name} ${what}`))
  if (faults.length > 0) {
    throw new SetupError(
      `Some settings are wrong:\n${faults.map((line) => `  ${line}.`).join('\n')}`,
    )
  }
  return values as Values<T>
}

const unitsMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** Reads `250ms`, `10s`, `4m`, `1h`, `2d` to milliseconds. Undefined for another text; a bare number has no unit. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text)
  if (!match) return undefined
  const unitMs = unitsMs[match[2] as keyof typeof unitsMs]
  return Number(match[1]) * unitMs
}

/** Writes milliseconds in the largest unit that divides them: `600000` → `10m`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s'
  const [name, size] = Object.entries(unitsMs).find((unit) => ms % unit[1] === 0) ?? ['ms', 1]
  return `${ms / size}${name}`
}

function parse(setting: Setting, text: string): unknown {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting
  const within = (n: number | undefined) =>
    n !== undefined && n >= min && n <= max ? n : undefined
  switch (setting.kind) {
    case 'text':
      return text
    case 'choice':
      return setting.choices?.includes(text) ? text : undefined
    case 'flag':
      return text === 'true' || (text === 'false' ? false : undefined)
    case 'digits':
      return /^\d+$/.test(text) && within(text.length) !== undefined ? text : undefined
    case 'count':
      return /^\d{1,15}$/.test(text) ? within(Number(text)) : undefined
    case 'port':
      return /^\d{1,5}$/.test(text) && +text >= 1 && +text <= 65_535 ? Number(text) : undefined
    case 'duration':
      return within(parseDuration(text))
    case 'durations':
      return durations(text)
    case 'money':
      return parseYuan(text)
    case 'url':
      return webUrl(text)
    case 'sms':
      return text === 'inbox' ? text : webUrl(text)
  }
}

function durations(text: string): number[] | undefined {
  const all = text.split(',').map((part) => parseDuration(part.trim()))
  return all.every((ms) => ms !== undefined) ? all : undefined
}

/** An http or https URL without a slash at its end. */
function webUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined
  return text.replace(/\/+$/, '')
}

function allowed(setting: Setting): string {
  const { min, max } = setting
  const range = min === undefined || max === undefined ? '' : ` from ${min} to ${max}`
  switch (setting.kind) {
    case 'text':
      return 'text'
    case 'choice':
      return setting.choices?.join(' or ') ?? 'text'
    case 'flag':
      return 'true or false'
    case 'digits':
      return min === max ? `${min} digits` : `${min} to ${max} digits`
    case 'count':
      return `a whole number${range}`
    case 'port':
      return 'a port from 1 to 65535'
    case 'duration':
      return min === undefined || max === undefined
        ? 'a duration such as 250ms, 10s, 4m, 1h'
        : `a duration such as 10s, from ${durationText(min)} to ${durationText(max)}`
    case 'durations':
      return 'durations with commas between, such as 4m,10m,1h'
    case 'money':
      return 'yuan with at most two decimals, such as 1000.00'
    case 'url':
      return 'an http or https URL'
    case 'sms':
      return 'inbox or an http or https URL'
  }
}

export type SettingHelp = {
  name: string
  describe: string
  allowed: string
  default: string
  secret: boolean
}

export const describe = (setting: Setting): SettingHelp => ({
  name: setting.name,
  describe: setting.describe,
  allowed: allowed(setting),
  default: setting.default,
  secret: setting.secret ?? false,
})

/** The values as they would be written in the environment, `***` for secrets, empty where there is none. */
export function mask(
  table: Record<string, Setting>,
  values: Record<string, unknown>,
): Record<string, string> {
  const entries = Object.entries(table).map(([key, setting]) => {
    const value = values[key]
    if (value === undefined) return [setting.name, '']
    return [setting.name, setting.secret ? '***' : written(setting, value)]
  })
  return Object.fromEntries(entries) as Record<string, string>
}

function written(setting: Setting, value: unknown): string {
  switch (setting.kind) {
    case 'money':
      return yuan(value as Fen)
    case 'duration':
      return durationText(value as number)
    case 'durations':
      return (value as number[]).map(durationText).join(',')
    default:
      return String(value)
  }
}

import type { App } from './call.ts'
import { invalid, Refused } from './codes.ts'
import { type Parameters, textOf } from './parameter.ts'

/** Where the notification goes: the request's own `notify_url`, or the app's; null when there is neither. */
export const notifyUrlOf = (parameters: Parameters, app: App): string | null =>
  webUrlIn(parameters, 'notify_url') ?? app.notifyUrl ?? null

/** A parameter that is the address of a web page; undefined where it was not sent. Throws `Refused` for another text. */
export function webUrlIn(parameters: Parameters, name: string): string | undefined {
  const given = textOf(parameters, name)
  if (given === undefined) return undefined
  const url = URL.canParse(given) ? new URL(given) : undefined
  const wellFormed = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (!wellFormed || given.length > 256 || url.username !== '' || url.password !== '') {
    throw new Refused(
      invalid(name, [
        '必须是 http 或 https 地址，最多 256 个字符，不能含密码',
        'send an http or https URL of at most 256 characters, without a password',
      ]),
    )
  }
  return given
}

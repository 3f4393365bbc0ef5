import type { App } from './call.ts'
import { invalid, Refused } from './codes.ts'
import { type Parameters, textOf } from './parameter.ts'

/** Where the notification goes: the request's own `notify_url`, or the app's; null when there is neither. */
export function notifyUrlOf(parameters: Parameters, app: App): string | null {
  const given = textOf(parameters, 'notify_url')
  if (given === undefined) return app.notifyUrl ?? null
  const url = URL.canParse(given) ? new URL(given) : undefined
  const wellFormed = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (!wellFormed || given.length > 256 || url.username !== '' || url.password !== '') {
    throw new Refused(
      invalid(
        'notify_url',
        'send an http or https URL of at most 256 characters, without a password',
      ),
    )
  }
  return given
}

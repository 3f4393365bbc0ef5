import { beijingText, systemClock } from '#kernel/clock.ts'
import { authorise, endAuthorisations } from '#merchant/authorise.ts'

import { CommandFailure } from '../failure.ts'
import { withBooks } from './books.ts'

type Options = { app: string; merchant: string; days?: string; json?: boolean }

/** `tongbao app allow`: prints the token that the provider sends with every call for this merchant. */
export async function allow({ app, merchant, days, json }: Options): Promise<void> {
  const made = await withBooks((books) =>
    authorise(books, {
      appId: app,
      merchantId: merchant,
      days: Number(days),
      now: systemClock(),
    }),
  )
  if (!made.ok) {
    throw new CommandFailure('INVALID_REQUEST', made.failure.message ?? made.failure.code)
  }
  const { appAuthToken, authAppId, expiresAt } = made.value
  const text = json
    ? JSON.stringify({ appAuthToken, authAppId, expiresAt })
    : `${appAuthToken}\nauth_app_id ${authAppId}, until ${beijingText(expiresAt)}. It is not shown again.`
  process.stdout.write(`${text}\n`)
}

/** `tongbao app end`: the tokens end everywhere within half a minute. */
export async function end({ app, merchant, json }: Options): Promise<void> {
  const ended = await withBooks(({ sql }) =>
    endAuthorisations(sql, { appId: app, merchantId: merchant, now: systemClock() }),
  )
  process.stdout.write(json ? `${JSON.stringify({ ended })}\n` : `${ended} ended\n`)
}

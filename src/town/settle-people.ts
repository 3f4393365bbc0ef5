import { must } from '#kernel/failure.ts'
import { parseYuan, yuan } from '#kernel/money.ts'
import { hashPassword } from '#kernel/password.ts'
import { signUp } from '#member/sign-up.ts'
import { ownTitles } from '#wire/titles.ts'

import type { TownDeps } from './fill.ts'
import type { Person } from './people.ts'

const triesMax = 50
const pauseMs = 200

/**
 * Signs up the people of the town with names, payment passwords and money. Who is there already
 * stays as they are: the money comes once, whatever was spent since.
 */
export async function settlePeople(
  deps: TownDeps,
  people: readonly Person[],
): Promise<readonly Person[]> {
  await Promise.all(people.map((person) => settle(deps, person)))
  return people
}

async function settle(deps: TownDeps, person: Person): Promise<void> {
  const { sql, keyring, clock, config } = deps
  const { name, phone } = person
  const memberId = await sql.begin((tx) =>
    signUp(tx, { name, phone, passwordFreeLimit: config.passwordFreeLimit, now: clock() }),
  )
  const [bare] = await sql`
    select 1 from member_secret where member_id = ${memberId} and payment_password is null`
  if (bare) {
    const hash = await hashPassword(keyring, person.paymentPassword)
    await sql`
      update member_secret set payment_password = ${hash}, changed_at = ${clock()}
       where member_id = ${memberId} and payment_password is null`
  }
  await giveMoney(deps, memberId, person.balance)
}

async function giveMoney({ engine }: TownDeps, memberId: string, balance: string): Promise<void> {
  const amount = parseYuan(balance)
  must(amount !== undefined && amount > 0n, `${balance} is an amount`)
  for (let tries = 1; ; tries++) {
    const outcome = await engine.submit({
      kind: 'topup',
      memberId,
      amount,
      ref: 'town',
      title: ownTitles.townGift,
    })
    if (outcome.kind === 'toppedUp') return
    if (outcome.kind === 'failed' || tries === triesMax) {
      throw new Error(
        `the town could not give ${yuan(amount)} yuan to ${memberId}: ${outcome.kind}`,
      )
    }
    // Busy or unknown: the reference makes asking again harmless.
    await new Promise((resume) => setTimeout(resume, pauseMs))
  }
}

import type { Banks } from '#bank/port.ts'
import type { Simulator } from '#bank/simulator.ts'
import type { Config } from '#config'
import type { Submit } from '#engine/traced.ts'
import type { BankQueue } from '#fund/order/queue.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'

import type { Sessions } from './session.ts'
import type { Sms } from './sms.ts'

/** What the members' side works with. */
export type MemberDeps = {
  config: Config
  sql: Sql
  keyring: Keyring
  clock: Clock
  engine: Submit
  sessions: Sessions
  sms: Sms
}

/** The banks, and the jobs of asking them. */
export type Banking = {
  banks: Banks
  queue: BankQueue
  /** What the demo may do to its banks; none in production. */
  simulator: Simulator | undefined
}

export type BankingDeps = MemberDeps & Banking

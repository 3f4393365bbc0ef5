import { Facts } from '#engine/facts.ts'
import { Shelf } from '#engine/shelf.ts'
import type { Attempt, Storage } from '#engine/storage.ts'
import { accountKey, type Account } from '#ledger/account.ts'
import { covers, type Entry } from '#ledger/post.ts'
import type { BankPlant } from '#sim/world/banks.ts'
import { commit } from '#sim/world/commit.ts'
import { readNames, readRest } from '#sim/world/load.ts'
import { entryKey, type Tables } from '#sim/world/tables.ts'
import type { Plant } from '#sim/world/world.ts'

/** Facts with some of their shelves or lists replaced; the rest is the batch's own. */
const but = (facts: Facts, replaced: Partial<Record<keyof Facts, unknown>>): Facts =>
  new Proxy(facts, {
    get: (target, name) =>
      name in replaced ? replaced[name as keyof Facts] : Reflect.get(target, name, target),
  })

type Store = (facts: Facts, committing: () => void) => Promise<void>

/** A storage that stores in a way of its own, with the sound one at hand. */
const storing = (storage: Storage, wrong: (sound: Store) => Store): Storage => ({
  begin() {
    const sound = storage.begin()
    const store = wrong(async (facts, committing) => {
      await sound.ready(facts)
      await sound.store(committing)
    })
    let mine = new Facts()
    return {
      ...sound,
      async ready(facts) {
        mine = facts
      },
      store: (committing) => store(mine, committing),
    }
  },
})

/** A storage that loads in a way of its own. */
const loading = (
  storage: Storage,
  wrong: (sound: Attempt['load']) => Attempt['load'],
): Storage => ({
  begin() {
    const sound = storage.begin()
    return { ...sound, load: wrong((...asked) => sound.load(...asked)) }
  },
})

/** The rows of a shelf as if they had been read a moment ago: whatever version there is passes. */
const readJustNow = <Row extends { version: bigint }>(
  shelf: Shelf<Row>,
  table: Map<string, Row>,
  keyOf: (row: Row) => string,
) => ({
  changed: () =>
    shelf.changed().map(({ before, after }) => {
      const now = table.get(keyOf(after))
      return {
        before: before && now ? { ...before, version: now.version } : (before ?? now),
        after,
      }
    }),
})

/** The code is burnt by a statement of its own, after the transaction that took the money. */
export const burnOutsideTheTransaction: Plant = (storage, { tables, pause }) =>
  storing(storage, (store) => async (facts, committing) => {
    const burns = facts.burns.changed()
    const none = new Shelf('burn', (row) => row)
    await store(but(facts, { burns: none }), committing)
    await pause(2)
    for (const { after } of burns) {
      const key = `${after.deviceNo}/${after.step}/${after.n}`
      if (tables.burns.has(key)) continue
      tables.burns.set(key, after)
      tables.log.burns.push(after)
    }
  })

/** A trade is updated whatever became of it since it was read. */
export const noVersionCheck: Plant = (storage, { tables }) =>
  storing(storage, (store) => (facts, committing) => {
    const key = (row: { merchantId: string; outTradeNo: string }) =>
      `${row.merchantId}/${row.outTradeNo}`
    return store(but(facts, { trades: readJustNow(facts.trades, tables.trades, key) }), committing)
  })

/** The notification is written once the payment is through, as its own little transaction. */
export const notificationAfterCommit: Plant = (storage, { tables, pause }) =>
  storing(storage, (store) => async (facts, committing) => {
    await store(but(facts, { notifications: [] }), committing)
    await pause(2)
    for (const row of facts.notifications) {
      const { merchantId, notifyId, createdAt } = row
      tables.notifications.set(`${merchantId}/${notifyId}`, {
        ...row,
        state: 'waiting',
        attempts: 0,
      })
      tables.jobs.push({ merchantId, notifyId, dueAt: createdAt })
      tables.log.notifications.push(row)
    }
  })

/** What was spent today is kept in a cache of the process for ten minutes. */
export const limitFromACache: Plant = (storage) => {
  const cache = new Map<string, { spent: bigint; until: number }>()
  return loading(storage, (load) => async (commands, rules, ahead) => {
    const facts = await load(commands, rules, ahead)
    const get = facts.accounts.get.bind(facts.accounts)
    facts.accounts.get = (key) => {
      const now = get(key)
      const kept = cache.get(key)
      if (now && kept && kept.until > rules.now) return { ...now, spent: kept.spent }
      if (now) cache.set(key, { spent: now.spent, until: rules.now + 600_000 })
      return now
    }
    return facts
  })
}

/** When the connection breaks after COMMIT was sent, the same movements are posted once more on top of what is there. */
export const retryThatReposts: Plant = (storage, { tables, pause }) =>
  storing(storage, (store) => async (facts, committing) => {
    let sent = false
    try {
      await store(facts, () => {
        sent = true
        committing()
      })
    } catch (error) {
      const [first] = facts.entries
      const kept = first && tables.entries.get(entryKey(first))?.postingId === first.postingId
      if (!sent || !kept) throw error
      await pause(50)
      const again = reposted(tables, facts)
      const covered = again.accounts.changed().every(({ after }) => covers(after, 0n))
      if (covered) commit(tables, again)
    }
  })

/** The batch's movements, with a posting of their own, on the accounts as they stand now. */
function reposted(tables: Tables, facts: Facts): Facts {
  const accounts = new Map<string, { before: Account; after: Account }>()
  const entries: Entry[] = []
  for (const entry of facts.entries) {
    const key = accountKey(entry.ownerId, entry.account)
    const held = tables.accounts.get(key)!
    const { before, after } = accounts.get(key) ?? { before: held, after: held }
    const [balance, version] = [after.balance + entry.amount, after.version + 1n]
    accounts.set(key, { before, after: { ...after, balance, version } })
    const postingId = `${entry.postingId}again`
    const moved = { balanceBefore: after.balance, balanceAfter: balance, seq: version }
    entries.push({ ...entry, ...moved, postingId })
  }
  const again = new Facts()
  return but(again, { accounts: { changed: () => [...accounts.values()] }, entries })
}

/** Trades are read at one moment and the rest at a later one. */
export const lookAtTwoMoments: Plant = (storage, { tables, present, pause }) =>
  loading(storage, () => async (commands, rules, ahead) => {
    await pause(2)
    const facts = await readNames(tables, commands, present, { now: rules.now, ahead })
    await pause(4)
    readRest(tables, commands, facts, rules)
    facts.forgetAhead()
    await pause(2)
    return facts
  })

/** A bank that does not answer is taken to have refused. */
export const silenceIsRefusal: BankPlant = (banks) => ({
  ...banks,
  async debit(...asked) {
    const answer = await banks.debit(...asked)
    return answer.kind === 'unknown' ? { kind: 'refused', reason: 'BANK_FAILED' } : answer
  },
})

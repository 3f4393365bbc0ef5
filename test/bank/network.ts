import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createApp } from '#app'
import { readConfig } from '#config'
import { hashPassword } from '#kernel/password.ts'
import { createLog } from '#kernel/log.ts'
import { audit } from '#ledger/audit.ts'
import { signUp } from '#member/sign-up.ts'
import type { Card, CardAsked, Cards, Topup } from '#wire/cards.ts'
import type { ErrorReply } from '#wire/common.ts'

import { openPlatform, type Platform } from '../../src/command/platform.ts'
import { startWorkers } from '../../src/command/workers.ts'
import { openBrowser, type Browser, type Reply } from '../setup/browser.ts'
import { freshDatabase } from '../setup/database.ts'
import { openBanks, type BankTown, type CardThere } from './banks.ts'

export const paymentPassword = '246810'
const timeoutMs = 400
let counter = 0

/** A whole network in demo mode, its banks in their own process. */
export type Network = Platform & {
  bank: BankTown
  folder: string
  /** What was logged, one line of JSON each. */
  lines: string[]
  /** Begins to work; what is asked for before waits. */
  startWork: () => Promise<void>
  stopWork: () => Promise<void>
  customer: (yuanAtBank: number, bank?: string) => Promise<Customer>
  shut: () => Promise<void>
}

/** A member who is logged in, with a card at a bank that is not bound yet. */
export type Customer = {
  memberId: string
  phone: string
  browser: Browser
  there: CardThere
  /** Binds it, or finds it bound. */
  bind: () => Promise<Card>
  topUp: (card: Card, amount: string, clientNo?: string) => Promise<Reply<Topup & ErrorReply>>
  look: (requestNo: string) => Promise<Topup>
  /** Waits for the state of a top-up. */
  until: (requestNo: string, state: Topup['state']) => Promise<Topup>
  balance: () => Promise<bigint>
}

export async function openNetwork(): Promise<Network> {
  const bank = await openBanks()
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-network-'))
  mkdirSync(join(folder, 'banks'))
  writeFileSync(join(folder, 'banks', 'partner.key'), bank.secret)
  const config = readConfig(envOf(folder, bank))
  const lines: string[] = []
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } })
  const platform = await openPlatform(config, database.url, log)
  const { sql, keyring, clock } = platform
  const app = await createApp(platform)
  let stop: (() => Promise<void>) | undefined

  const customer = async (yuanAtBank: number, at = 'ICBC'): Promise<Customer> => {
    const phone = `135${String(++counter).padStart(8, '0')}`
    const name = '林晓雯'
    const there = await bank.openCard(at, { name, phone, yuan: yuanAtBank })
    const { passwordFreeLimit } = config
    const memberId = await sql.begin((tx) =>
      signUp(tx, { phone, name, passwordFreeLimit, now: clock() }),
    )
    const hash = await hashPassword(keyring, paymentPassword)
    await sql`update member_secret set payment_password = ${hash} where member_id = ${memberId}`
    const browser = openBrowser(app.http)
    await browser.post('/api/wallet/sms', { phone, purpose: 'login' })
    const inbox = await browser.get(`/api/demo/sms?phone=${phone}`)
    await browser.post('/api/wallet/login', { phone, smsCode: inbox.body.messages[0].code })
    const look = async (requestNo: string) =>
      (await browser.get<Topup>(`/api/wallet/topups/${requestNo}`)).body
    return {
      memberId,
      phone,
      browser,
      there,
      async bind() {
        const request = { cardNo: there.cardNo, phone }
        const asked = await browser.post<CardAsked & Partial<ErrorReply>>(
          '/api/wallet/cards',
          request,
        )
        if (asked.body.error?.code === 'CARD_BOUND') {
          return (await browser.get<Cards>('/api/wallet/cards')).body.cards[0]!
        }
        const path = `/api/wallet/cards/bindings/${asked.body.bindingId}`
        const smsCode = await bank.smsCode(phone)
        const bound = await browser.post<Card>(path, { smsCode })
        if (bound.status !== 200) throw new Error(JSON.stringify(bound.body))
        return bound.body
      },
      topUp: (card, amount, clientNo = `test-${Date.now()}-${++counter}`) =>
        browser.post('/api/wallet/topups', {
          cardId: card.cardId,
          amount,
          paymentPassword,
          clientNo,
        }),
      look,
      async until(requestNo, state) {
        for (let tries = 0; tries < 400; tries++) {
          const found = await look(requestNo)
          if (found.state === state) return found
          await new Promise((resume) => setTimeout(resume, 50))
        }
        throw new Error(`still ${(await look(requestNo)).state}, not ${state}`)
      },
      async balance() {
        const [row] = await sql<{ balance: bigint }[]>`
          select balance from account where owner_id = ${memberId} and account = 'balance'`
        return row!.balance
      },
    }
  }

  return {
    ...platform,
    bank,
    folder,
    lines,
    customer,
    async startWork() {
      stop ??= await startWorkers(platform)
    },
    async stopWork() {
      await stop?.()
      stop = undefined
    },
    async shut() {
      const { broken } = await audit(sql)
      await stop?.()
      await app.close()
      await platform.close()
      await database.drop()
      await bank.close()
      rmSync(folder, { recursive: true })
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    },
  }
}

const envOf = (folder: string, bank: BankTown) => ({
  TONGBAO_DATA: folder,
  TONGBAO_BANK_URL: bank.url,
  TONGBAO_BANK_TIMEOUT: `${timeoutMs}ms`,
})

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A worker in a process of its own, which waits for banks for a minute, to be killed. */
export function forkWorker({ databaseUrl, folder, bank }: Network): ChildProcess {
  return fork(main, ['work'], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      ...envOf(folder, bank),
      TONGBAO_BANK_TIMEOUT: '60s',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

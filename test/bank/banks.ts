import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { httpBanks } from '#bank/http.ts'
import type { Banks } from '#bank/port.ts'
import { sharedSecret } from '#bank/secret.ts'

import { startBanks } from '../../src/command/start/banks.ts'

export type BankText = { phone: string; text: string; code: string }
export type CardThere = {
  bank: string
  cardNo: string
  name: string
  phone: string
  balance: string
}

/** The real banks in their own process, and a platform's way to them. */
export type BankTown = {
  url: string
  folder: string
  secret: string
  banks: Banks
  /** Speaks to `/admin`. */
  admin: <T>(path: string, body?: object, method?: string) => Promise<T>
  openCard: (
    bank: string,
    card: { name: string; phone: string; yuan: number },
  ) => Promise<CardThere>
  /** What is on a card, fen. */
  onCard: (cardNo: string) => Promise<bigint>
  smsCode: (phone: string) => Promise<string>
  /** Ends the process and starts it again on the same books and the same port. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export async function openBanks(timeoutMs = 400): Promise<BankTown> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-banks-'))
  const onEnd = (status: number | null) => {
    throw new Error(`the banks ended with ${status}`)
  }
  let running = await startBanks({ port: 0, dataDir: folder, onEnd })
  const { port } = running
  const url = `http://127.0.0.1:${port}`
  const secret = sharedSecret(folder)
  const admin = async <T>(path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const reply = await fetch(`${url}/admin/${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }
  return {
    url,
    folder,
    secret,
    banks: httpBanks({ url, partner: 'tongbao', secret, timeoutMs }),
    admin,
    openCard: (bank, { name, phone, yuan }) =>
      admin<CardThere>('cards', { bank, name, phone, balance: String(yuan * 100) }),
    async onCard(cardNo) {
      const cards = await admin<CardThere[]>('cards')
      return BigInt(cards.find((card) => card.cardNo === cardNo)!.balance)
    },
    async smsCode(phone) {
      const [newest] = await admin<BankText[]>(`texts?phone=${phone}`)
      return newest!.code
    },
    async restart() {
      await running.stop()
      running = await startBanks({ port, dataDir: folder, onEnd })
    },
    async close() {
      await running.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A customer's card at one of the demo's banks. */
export type SimulatedCard = {
  bank: string
  cardNo: string
  name: string
  phone: string
  /** Fen. */
  balance: string
}

export type BankText = { id: string; phone: string; text: string; code: string; at: number }

/** How one call, named by its nonce, shall go wrong. */
export type Misbehaviour = { kind: 'silent' | 'slow' | 'down'; nonce: string; delayMs: number }

/** What the demo alone may do to its banks, from outside: `/admin` of `sim/bank`. Each rejects where they are not there. */
export type Simulator = {
  url: string
  /** Opens an account with a card, or finds the one that the phone's owner has at the bank. */
  openCard: (card: Omit<SimulatedCard, 'cardNo'>) => Promise<SimulatedCard>
  /** The text messages of the banks, newest first; of one phone, or of all. */
  texts: (phone?: string) => Promise<BankText[]>
  misbehave: (how: Misbehaviour) => Promise<void>
}

const timeoutMs = 2000

export function simulatorAt(url: string): Simulator {
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const reply = await fetch(`${url}/admin/${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    if (!reply.ok) throw new Error(`the demo's banks answered ${reply.status} to ${path}`)
    return (await reply.json()) as T
  }
  return {
    url,
    openCard: (card) => call('cards', card),
    texts: (phone) => call(phone === undefined ? 'texts' : `texts?phone=${phone}`),
    misbehave: async (how) => void (await call('behaviours', how)),
  }
}

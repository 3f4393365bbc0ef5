import { createStore } from '#web/ui/store.ts'
import type { TillMe } from '#wire/till.ts'

import { amountOf, emptyEntry, takeBack, typeKey, type Entry } from '../amount.ts'
import { codeIn, type GunEvent } from '../gun.ts'
import { dropSale, keepSale, keptSales } from '../sale/keep.ts'
import { newOrderNo } from '../sale/order-no.ts'
import { pursue } from '../sale/pursue.ts'
import type { Sale } from '../sale/sale.ts'
import type { Sound } from '../sound.ts'
import type { CounterWorld } from './world.ts'

export type Notice =
  | 'amountFirst'
  | 'notACode'
  | 'typeAgain'
  | 'sameCode'
  | 'saleOpen'
  | 'codeShort'

export type CounterState = {
  stage: 'amount' | 'scan' | 'sale'
  entry: Entry
  /** Digits of a payment code typed by hand, at the scan stage. */
  typedCode: string
  notice: Notice | null
  sale: Sale | null
  /** The sale before, to answer "did it go through?". */
  last: Sale | null
}

type Surroundings = { play: (sound: Sound) => void; world: CounterWorld }

const typedCodeMax = 24
const start: CounterState = {
  stage: 'amount',
  entry: emptyEntry,
  typedCode: '',
  notice: null,
  sale: null,
  last: null,
}

/**
 * What stands at the counter: the amount, the scan, the sale and its result, and every key and scan that may come. It lives
 * outside the page's components, so that a sale goes on while the cashier looks at the day's list.
 */
export function makeCounter(me: TillMe, { play, world }: Surroundings) {
  const store = createStore<CounterState>(start)
  let running: { cancelled: boolean; stopped: boolean } | null = null
  let lastCode: string | null = null

  const set = (change: Partial<CounterState>) =>
    store.set({ ...store.get(), notice: null, ...change })
  const warn = (notice: Notice, change: Partial<CounterState> = {}) => {
    set({ ...change, notice })
    play('attention')
  }
  const isPending = () => store.get().stage === 'sale' && store.get().sale?.phase !== 'done'

  /** Shows what was learned about the sale, and lets it be heard when it is news. */
  function show(sale: Sale): void {
    const before = store.get().sale
    store.set({ ...store.get(), sale })
    if (sale.phase === before?.phase) return
    if (sale.phase === 'waiting') play('waiting')
    if (sale.phase === 'unknown') play('attention')
    if (sale.phase === 'done') play(sale.result?.state === 'paid' ? 'paid' : 'failed')
  }

  async function run(sale: Sale, code: string | null): Promise<void> {
    const wish = { cancelled: false, stopped: false }
    running = wish
    set({ stage: 'sale', sale, entry: emptyEntry, typedCode: '' })
    const end = await pursue(
      sale,
      { code, cancelled: () => wish.cancelled, stopped: () => wish.stopped, tell: show },
      world,
    )
    if (end) dropSale(me.terminalId, sale.outTradeNo)
  }

  /**
   * The order of a failed sale that the cashier leaves behind is closed, so that nobody pays it later and the day's list has no
   * loose end. The page need not know how that went: without it, the order closes by itself after some minutes.
   */
  function abandon(): void {
    const result = store.get().sale?.result
    const open = result?.state === 'failed' && result.failure?.retry && result.tradeNo !== null
    if (open) void world.cancel(result.outTradeNo)
  }

  /** Sends a scanned code. The sale is kept before it is sent, so that no reload can lose it. */
  function charge(
    code: string,
    amount: string,
    outTradeNo = newOrderNo(me.terminalId, Date.now()),
  ) {
    const startedAt = Date.now()
    const sale: Sale = {
      outTradeNo,
      amount,
      startedAt,
      phase: 'sending',
      result: null,
      trouble: null,
    }
    lastCode = code
    keepSale(me.terminalId, sale)
    void run(sale, code)
  }

  function scanned(event: { code: string | null; retract: number }): void {
    const { stage, sale } = store.get()
    // A gun held too long reads twice; the second reading is no news.
    if (stage === 'sale' && event.code === lastCode && sale?.result?.state !== 'failed') return
    if (isPending()) return store.get().notice === 'saleOpen' ? undefined : warn('saleOpen')
    const failed = stage === 'sale' && sale?.result?.state === 'failed' ? sale : null
    if (stage === 'sale' && !failed) return warn('amountFirst')
    const entry =
      stage === 'amount' ? takeBack(store.get().entry, event.retract) : store.get().entry
    if (stage === 'amount' && event.retract === Infinity) return warn('typeAgain', { entry })
    if (event.code === null) return warn('notACode', { entry, typedCode: '' })
    if (failed) {
      if (event.code === lastCode) return warn('sameCode')
      const again = failed.result?.failure?.retry ? failed.outTradeNo : undefined
      return charge(event.code, failed.amount, again)
    }
    const amount = amountOf(entry)
    if (!amount) return warn('amountFirst', { entry, stage: 'amount', typedCode: '' })
    if (event.code === lastCode) return warn('sameCode', { entry, typedCode: '' })
    charge(event.code, amount)
  }

  function typed(key: string): void {
    const { stage, entry } = store.get()
    if (stage === 'sale') return typedAtSale(key)
    if (stage === 'scan') return typedAtScan(key)
    if (key !== 'Enter') return set({ entry: typeKey(entry, key) })
    if (amountOf(entry)) set({ stage: 'scan', typedCode: '' })
  }

  function typedAtScan(key: string): void {
    const { typedCode } = store.get()
    if (/^[0-9]+$/.test(key)) {
      return set({ typedCode: `${typedCode}${key}`.slice(0, typedCodeMax) })
    }
    if (key === 'Escape' || (key === 'Backspace' && typedCode === ''))
      return set({ stage: 'amount' })
    if (key === 'Backspace') return set({ typedCode: typedCode.slice(0, -1) })
    if (key !== 'Enter' || typedCode === '') return
    const code = codeIn(typedCode, me)
    if (code) scanned({ code, retract: 0 })
    else warn('codeShort')
  }

  function typedAtSale(key: string): void {
    const { sale } = store.get()
    if (isPending()) return key === 'Escape' ? cancel() : undefined
    if (/^[0-9.]+$/.test(key)) return next(typeKey(emptyEntry, key))
    if (key === 'Enter' && sale?.result?.state === 'failed') return sameAmount()
    if (['Enter', 'Escape', 'Backspace'].includes(key)) next()
  }

  /** Ready for the next sale; an older one whose outcome is still open comes first. */
  function next(entry = emptyEntry): void {
    running = null
    abandon()
    const { sale, last } = store.get()
    const before = sale?.phase === 'done' ? sale : last
    const open = keptSales(me.terminalId)[0]
    if (open) return void run(open, null)
    set({ stage: 'amount', entry, sale: null, last: before, typedCode: '' })
  }

  /** Back to the scan with the amount of the sale that did not come about. */
  function sameAmount(): void {
    abandon()
    const amount = store.get().sale?.amount ?? ''
    const entry = [...amount].reduce(typeKey, emptyEntry)
    set({ stage: 'scan', entry, sale: null, typedCode: '' })
  }

  function cancel(): void {
    if (!running || !isPending()) return
    running.cancelled = true
    const sale = store.get().sale
    if (sale) set({ sale: { ...sale, phase: 'cancelling' } })
    world.stopPaying()
    world.poke()
  }

  function take(event: GunEvent): void {
    if (event.kind === 'typed') typed(event.key)
    else scanned(event)
  }

  return {
    store,
    take,
    typed,
    scanned,
    next,
    cancel,
    sameAmount,
    /** News about an order from the event stream: ask now instead of in two seconds. */
    news: (outTradeNo: string) => {
      if (store.get().sale?.outTradeNo === outTradeNo) world.poke()
    },
    /** The result on the screen was changed elsewhere (cancelled, refunded). */
    replaceResult: (result: Sale['result']) => {
      const { sale } = store.get()
      if (sale && result?.outTradeNo === sale.outTradeNo) set({ sale: { ...sale, result } })
    },
    poke: () => world.poke(),
    open: () => next(),
    close: () => {
      if (running) running.stopped = true
      world.poke()
    },
  }
}

export type Counter = ReturnType<typeof makeCounter>

import type { Engine } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'

/** Trades finished in one look at most. */
const dueMax = 500
const mark = 'finish'

/**
 * Finishes the paid trades whose time for refunds is over. Everything paid before the mark is done, so that a look reads what
 * became due since the last one, however many trades there are. Resolves to how many were due.
 */
export async function finishDue(
  sql: Sql,
  engine: Engine,
  { now, refundMs }: { now: number; refundMs: number },
): Promise<number> {
  const until = now - refundMs
  for (let total = 0; ;) {
    const due = await sql<{ merchantId: string; outTradeNo: string; paidAt: number }[]>`
      select merchant_id as "merchantId", out_trade_no as "outTradeNo", paid_at as "paidAt"
        from trade
       where state = 'TRADE_SUCCESS' and paid_at <= ${until}
         and paid_at >= coalesce((select at from sweep_mark where name = ${mark}), 'epoch')
       order by paid_at limit ${dueMax}`
    await advance(sql, due[0]?.paidAt ?? until)
    const commands = due.map(({ merchantId, outTradeNo }) => ({ merchantId, outTradeNo }))
    const outcomes = await Promise.all(
      commands.map((name) => engine.submit({ kind: 'finish', ...name })),
    )
    total += due.length
    const done = outcomes.every(({ kind }) => kind === 'finished')
    if (due.length < dueMax || !done) return total
  }
}

/** The earliest that is left marks where the next look begins. A clock that is set back finds the mark ahead and waits. */
const advance = (sql: Sql, at: number) =>
  sql`insert into sweep_mark as m (name, at) values (${mark}, ${at})
      on conflict (name) do update set at = excluded.at where m.at < excluded.at`

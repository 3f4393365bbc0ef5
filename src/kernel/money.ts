/** Minor units (fen for CNY). Never a float: money meets decimals only as text, on the wire. */
export type Fen = bigint

/** The currency of this network; every account and posting names it beside its amounts. */
export type Currency = 'CNY'

/** Largest amount of one payment: 100,000,000.00, as `alipay.trade.pay` allows. */
export const amountMax: Fen = 10_000_000_000n

/** `1234n` → `"12.34"`; always two decimals, a minus before negative amounts. */
export function yuan(fen: Fen): string {
  const text = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

/**
 * Reads a decimal amount with at most two decimals: `"12"`, `"12.3"`, `"12.34"`, or a JSON number whose text is
 * such a decimal. Signs, exponents, blanks, leading zeros (`"012"`) and a third decimal give undefined.
 */
export function parseYuan(value: unknown): Fen | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  const match = /^(0|[1-9]\d{0,15})(?:\.(\d{1,2}))?$/.exec(text)
  if (!match) return undefined
  return BigInt(match[1]! + (match[2] ?? '').padEnd(2, '0'))
}

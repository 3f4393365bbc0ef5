/**
 * A new order number: 17 digits of Beijing time to the millisecond, 4 of the terminal, 5 of chance. It sorts by time and is unique
 * among a merchant's terminals even when two of them charge in the same millisecond. `now` in milliseconds since 1970.
 */
export function newOrderNo(terminalId: string, now: number): string {
  const time = new Date(now + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 17)
  let hash = 0
  for (const char of terminalId) hash = (hash * 31 + char.codePointAt(0)!) % 10_000
  const chance = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000
  return `${time}${String(hash).padStart(4, '0')}${String(chance).padStart(5, '0')}`
}

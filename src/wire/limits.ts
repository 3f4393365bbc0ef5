/**
 * The most characters that texts may have which people type or paste, counted as code points. The schemas hold to
 * them, and the pages tell before they send.
 */
export const charactersMax = {
  memberName: 32,
  deviceName: 64,
  billSearch: 64,
  scanned: 8192,
  tillLogin: 64,
  tillPassword: 128,
  refundReason: 256,
  daySearch: 64,
  signedText: 65_536,
  callSearch: 200,
  appId: 32,
  method: 128,
  bank: 16,
} as const

/** For how long, after it was paid, a cashier may cancel what this terminal was paid. */
export const cashierCancelMs = 10 * 60_000

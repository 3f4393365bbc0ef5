/** What can be done wrong on purpose. */
export const faultKinds = [
  'late', // the answer comes after delayMs
  'silent', // the work is done, and the connection ends after delayMs without an answer
  'busy', // 20000, nothing is done
  'unknown', // 20000, and the work is done all the same
  'waiting', // 10003: the payer is asked, and after delayMs agrees, refuses or says nothing
  'stale', // the payment code is too old
  'notify-twice', // a notification comes twice
  'notify-late', // a notification comes after delayMs
  'notify-after', // a notification comes after a later one of the app, or after delayMs
  'bank-silent', // a bank does the work and never answers: it times out
  'bank-late', // a bank answers after delayMs
  'bank-down', // a bank does nothing and says 503
] as const
export type FaultKind = (typeof faultKinds)[number]

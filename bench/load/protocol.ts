import type { Second } from './seconds.ts'

/** What the load generator is told once: who pays whom. Written to a file that only this run's user may read. */
export type Crowd = {
  keyFile: string
  /** Phones that can pay: number, generation, id of the seed key. */
  devices: [deviceNo: string, generation: number, seedKeyId: string][]
  /** Cashiers' sessions; each merchant has several. */
  tills: { merchantId: string; token: string }[]
  /** Gateway apps, one a merchant, all signed for with one key (PEM, PKCS #8). */
  apps: { merchantId: string; appId: string; storeId: string }[]
  appKey: string
  notifyUrl: string
}

export type Mode =
  | { kind: 'closed'; connections: number }
  /** Arrivals by a Poisson process, whatever the answers; at most `connections` requests wait for one. */
  | { kind: 'open'; connections: number; perSecond: number }

export type Round = {
  /** Begins every order number of the round: letters and digits. */
  name: string
  door: 'till' | 'gateway'
  mode: Mode
  seconds: number
  /** Requests made ready before the clock starts; the round ends early when they are used up. */
  ready: number
  /** How many merchants share the payments; one is the hot merchant. */
  merchants: 'all' | 'one'
  /** The servers' ports; connections take turns. */
  ports: number[]
}

export type RoundResult = {
  name: string
  /** When its clock started, by the machine's monotonic clock. */
  startedMicros: number
  seconds: number
  /** The seconds with the longest payments, in the order of time. */
  slowest: Second[]
  sent: number
  paid: number
  busy: number
  /** Everything else, by what the answer said; a lost connection is `lost`. */
  other: Record<string, number>
  tps: number
  /** From the moment a request was due until its answer was read: what a customer waits, the wait for a free connection too. */
  paidMs: Percentiles
  busyMs: Percentiles
  /** From the moment it was sent: what the server and the way to it take. The same where a request is due when it can be sent. */
  paidSentMs: Percentiles
  busySentMs: Percentiles
  /** Paid answers that took longer than a second. */
  overSecond: number
  /** Arrivals that were due and never sent, since every connection was waiting. */
  unsent: number
  /** The generator's own processor time. */
  cpuMicros: number
}

export type Percentiles = { p50: number; p99: number; max: number }

export type ToLoad =
  | { id: number; act: 'prepare'; round: Round }
  | { id: number; act: 'run' }
  | { id: number; act: 'end' }
export type FromLoad = { id: number; result?: RoundResult[] | { ready: number }; error?: string }

import { connect } from 'node:net'

import postgres from 'postgres'

import { Pool } from './db/pool.ts'

/** Bigint columns are `bigint`; a `timestamptz` column is a number of milliseconds since 1970. */
type Types = { bigint: bigint; timestamptz: number }

/** A pool of connections; the tag of every query outside a transaction. */
export type Sql = postgres.Sql<Types>

/** One transaction; the required first argument of whatever writes. */
export type Tx = postgres.TransactionSql<Types>

export type DbOptions = {
  /** Connections at most, 1 or more. */
  max: number
  /** Shown by the server as `application_name`, so that an operator sees which part holds what. */
  name: string
  /** Session settings, e.g. `{ statement_timeout: '5s' }`. */
  settings?: Record<string, string>
  /** What the server says besides answers; silent by default. */
  onNotice?: (message: string) => void
}

/** Every moment goes in and comes out as milliseconds; `infinity` is `Infinity`. */
const timestamptz = {
  to: 1184,
  from: [1184],
  serialize: (value: unknown): string => {
    if (value === Infinity) return 'infinity'
    if (value === -Infinity) return '-infinity'
    if (typeof value === 'number') return isoText(value)
    return value instanceof Date ? value.toISOString() : String(value)
  },
  parse: (text: string): number => {
    if (text === 'infinity') return Infinity
    if (text === '-infinity') return -Infinity
    return Date.parse(text)
  },
}

let second = NaN
let secondText = ''

/** As `toISOString`, whose work is done once a second: the times of a batch lie close together. */
function isoText(ms: number): string {
  const of = Math.floor(ms / 1000)
  if (of !== second) {
    secondText = new Date(of * 1000).toISOString().slice(0, -4)
    second = of
  }
  return `${secondText}${String(1000 + Math.floor(ms) - of * 1000).slice(1)}Z`
}

const bigint = {
  to: 20,
  from: [20],
  serialize: (value: unknown): string => String(value),
  parse: (text: string): bigint => BigInt(text),
}

/**
 * A whole column as one parameter, for `unnest(${column(ids)}::text[], ${column(amounts)}::bigint[])`. The statement
 * names the type; the driver would guess it from the first value, and wrongly for an empty column. A column of nothing but nulls is
 * empty: columns that stand beside each other are filled up with nulls to the longest.
 */
export function column(values: readonly Cell[]): string {
  if (values.every(isBare)) return values.length > 0 ? `{"${values.join('","')}"}` : '{}'
  if (values.every(isNothing)) return '{}'
  if (values.every(isNumber)) return `{${values.join(',')}}`
  return `{${values.map(cellText).join(',')}}`
}

const isNothing = (value: Cell): boolean => value === null || value === undefined

const isNumber = (value: Cell): boolean => typeof value === 'bigint' || typeof value === 'number'

type Cell = string | bigint | number | boolean | Uint8Array | null | undefined

/** A text that stands between quotes as it is. Most columns hold nothing else, and one join is all they cost. */
const isBare = (value: Cell): boolean =>
  typeof value === 'string' && value.indexOf('"') < 0 && value.indexOf('\\') < 0

function cellText(value: Cell): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
  return String(value)
}

/**
 * Few texts hold a quote or a backslash but JSON, of which every payment writes some. `JSON.stringify` puts a backslash before
 * both as PostgreSQL reads it, in half the time of replacing; what else it would escape, PostgreSQL reads otherwise.
 */
const quoted = (text: string): string => {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`
  if (!escapedOtherwise.test(text)) return JSON.stringify(text)
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Control characters and halves of surrogate pairs. */
const escapedOtherwise = /[^ -\ud7ff\ue000-\uffff]/

/** A column of times in milliseconds, for `unnest(${timeColumn(times)}::timestamptz[])`. */
export const timeColumn = (values: readonly (number | null | undefined)[]): string =>
  column(values.map((value) => (typeof value === 'number' ? timestamptz.serialize(value) : value)))

/**
 * Opens a pool; connections are made as queries need them. `numeric` comes back as text, `json` parsed, `bigint`
 * as bigint, `timestamptz` as milliseconds. A lost connection fails what was sent over it and is replaced (`db/pool.ts`).
 * Close it with `sql.end({ timeout: 5 })`.
 */
export function openDb(url: string, options: DbOptions): Sql {
  // Makes queries and listens; the connections of queries are the pool's.
  const make = postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: (notice) => options.onNotice?.(String(notice['message'])),
    types: { bigint, timestamptz },
    connection: {
      application_name: `tongbao ${options.name}`,
      TimeZone: 'UTC',
      ...options.settings,
    },
  })
  const pool = new Pool(options.max, (onclose) => another(make, onclose))
  const tag = (...values: Parameters<Sql>) => pool.direct(make(...values))
  return Object.assign(tag, make, {
    unsafe: (...values: Parameters<Sql['unsafe']>) => pool.direct(make.unsafe(...values)),
    reserve: async () => (await pool.hold(make)).sql,
    begin: (...given: unknown[]) => {
      const [mode, act] = given.length > 1 ? given : ['', given[0]]
      return pool.begin(make, mode as string, act as (tx: Tx) => unknown)
    },
    end: async ({ timeout = 60 }: { timeout?: number } = {}) => {
      await Promise.all([pool.end(timeout * 1000), make.end({ timeout })])
    },
  }) as unknown as Sql
}

/** One more connection with the same options, and with what the driver has learnt of the database's array types. */
function another(make: Sql, onclose: () => void): Sql {
  const parsed = make.options as unknown as Parsed
  // Once is enough; a connection that is lost while it asks would end the process (postgres 3.4 leaves that error to nobody).
  const fetch_types = Object.keys(parsed.shared.typeArrayMap).length === 0
  // The driver takes options that it has read before; its types do not say so.
  return postgres({
    ...parsed,
    ...promptly(parsed),
    onclose,
    fetch_types,
  } as never) as unknown as Sql
}

type Parsed = {
  host: string[]
  port: number[]
  path: string | undefined
  shared: { typeArrayMap: object }
}

/**
 * The driver leaves Nagle's algorithm on, by which the end of a batch waits until the database has acknowledged its beginning. A list of
 * hosts to try is left to the driver.
 */
function promptly({ host, port, path }: Parsed): object {
  if (path || host.length !== 1) return {}
  const to = { host: host[0] as string, port: port[0] as number }
  return { socket: () => Object.assign(connect({ ...to, noDelay: true }), to) }
}

/**
 * The engine's own pool. Its statements join a short array against primary keys; a planner that takes the tables
 * for empty (fresh statistics) would scan them whole, so the other plans are ruled out.
 */
export const openEngineDb = (url: string, options: DbOptions): Sql =>
  openDb(url, {
    ...options,
    settings: {
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      enable_seqscan: 'off',
      ...options.settings,
    },
  })

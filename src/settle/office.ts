import { namesOfMachine } from '#kernel/tls.ts'

/** How this installation hands out bills. */
export type BillOffice = {
  /** What a bill's address begins with, before its path. */
  prefix: string
  /** Whether a day or month that is not over has a bill, of what is known so far. */
  today: boolean
}

type Where = {
  billPrefix: string | undefined
  publicUrl: string | undefined
  host: string
  port: number
  billToday: boolean
}

/** The operator's own prefix, or the address under which others reach this server. */
export function billOffice({ billPrefix, publicUrl, host, port, billToday }: Where): BillOffice {
  const all = host === '0.0.0.0' || host === '::'
  const outside = namesOfMachine().find((name) => /^\d/.test(name) && !name.startsWith('127.'))
  const name = all ? (outside ?? '127.0.0.1') : host.includes(':') ? `[${host}]` : host
  return { prefix: billPrefix ?? publicUrl ?? `http://${name}:${port}`, today: billToday }
}

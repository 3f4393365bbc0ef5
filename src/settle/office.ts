import { reachableHost } from '#kernel/reachable.ts'

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
  const prefix = billPrefix ?? publicUrl ?? `http://${reachableHost(host)}:${port}`
  return { prefix, today: billToday }
}

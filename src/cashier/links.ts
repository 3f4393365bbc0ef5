import { reachableHost } from '#kernel/reachable.ts'

/** Where buyers are sent. */
export type Links = {
  /** The text of an order's QR. */
  qr: (token: string) => string
  /** What the text of an order's QR begins with. */
  qrPrefix: string
  /** The cashier desk's page. */
  desk: (token: string) => string
}

type Where = {
  host: string
  port: number
  publicUrl: string | undefined
  qrPrefix: string | undefined
}

/**
 * Addresses for this installation. A desk's page is named without a host where none is set, since the buyer's browser has just found
 * its way here; a QR needs one that phones reach.
 */
export function linksOf({ host, port, publicUrl, qrPrefix }: Where): Links {
  const prefix = qrPrefix ?? `${publicUrl ?? `http://${reachableHost(host)}:${port}`}/q/`
  return {
    qrPrefix: prefix,
    qr: (token) => `${prefix}${token}`,
    desk: (token) => `${publicUrl ?? ''}/cashier/?t=${token}`,
  }
}

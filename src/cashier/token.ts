import { mac, type Keyring } from '#kernel/keys.ts'
import type { OrderProduct } from '#wire/cashier.ts'

/** 192 bits of a keyed hash: nobody guesses the token of an order, and the order finds its own. */
const length = 32

type OrderName = { merchantId: string; outTradeNo: string }

/** The token of an order by one way of paying it: the same each time, so that a repeated request names the same page. */
export const orderToken = (
  keyring: Keyring,
  product: Exclude<OrderProduct, 'create'>,
  { merchantId, outTradeNo }: OrderName,
): string => mac(keyring, `checkout:${product}:${merchantId}:${outTradeNo}`).slice(0, length)

/** The token of an order that exists, by the number that the buyer's app was given. */
export const tradeToken = (keyring: Keyring, tradeNo: string): string =>
  mac(keyring, `checkout:create:${tradeNo}`).slice(0, length)

export const isToken = (text: string): boolean => /^[\w-]{32}$/.test(text)

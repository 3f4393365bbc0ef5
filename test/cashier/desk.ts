import { AlipaySdk } from 'alipay-sdk'

import type { CashierOrder } from '#wire/cashier.ts'

import { logIn } from '../member/log-in.ts'
import type { Browser } from '../setup/browser.ts'
import { openWorld, type Member, type World, type WorldOptions } from '../setup/world.ts'

export type Merchant = {
  merchantId: string
  appId: string
  /** PEM, PKCS #8. */
  privateKey: string
  sdk: AlipaySdk
}

/** A whole server that listens, with merchants whose SDK is Alipay's own. */
export type Desk = World & {
  endpoint: string
  merchant: (name?: string) => Promise<Merchant>
  buyer: (yuan: number) => Promise<Member & { wallet: Browser; balance: () => Promise<bigint> }>
  order: (token: string) => Promise<CashierOrder>
  received: (merchant: Merchant) => Promise<bigint>
  /** The kinds of notification that were written for an order, in their order. */
  told: (outTradeNo: string) => Promise<Record<string, string>[]>
}

export async function openDesk(options: WorldOptions = {}): Promise<Desk> {
  const world = await openWorld(options)
  const base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  const endpoint = `${base}/gateway.do`
  const balanceOf = async (owner: string) => {
    const [row] = await world.sql<{ sum: bigint }[]>`
      select coalesce(sum(balance), 0)::bigint as sum from account where owner_id = ${owner}`
    return row!.sum
  }
  return {
    ...world,
    endpoint,
    async merchant(name = '小店') {
      const shop = await world.shop({ name })
      const { appId, merchantPrivateKey, platformPublicKey } = await world.merchantApp(shop)
      const sdk = new AlipaySdk({
        appId,
        privateKey: bare(merchantPrivateKey!),
        keyType: 'PKCS8',
        alipayPublicKey: bare(platformPublicKey),
        gateway: endpoint,
        endpoint: base,
      })
      return { merchantId: shop.merchantId, appId, privateKey: merchantPrivateKey!, sdk }
    },
    async buyer(yuan) {
      const member = await world.member({ yuan })
      const wallet = await logIn(world, member.phone)
      return { ...member, wallet, balance: () => balanceOf(member.memberId) }
    },
    async order(token) {
      const reply = await world.browser().get<CashierOrder>(`/api/cashier/orders/${token}`)
      return reply.body
    },
    received: ({ merchantId }) => balanceOf(merchantId),
    async told(outTradeNo) {
      const rows = await world.sql<{ params: Record<string, string> }[]>`
        select params from notification where out_trade_no = ${outTradeNo} order by notify_id`
      return rows.map(({ params }) => params)
    },
  }
}

const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '')

/** Calls a method as the SDK does, which verifies every answer's signature. */
export async function exec(
  { sdk }: Merchant,
  method: string,
  bizContent: object,
  more: object = {},
): Promise<Record<string, string>> {
  const result = await sdk.exec(method, { bizContent, ...more }, { validateSign: true })
  return result as Record<string, string>
}

/** Opens what `pageExecute` made as a browser does: a GET of a URL, or a POST of a form with its hidden inputs. */
export function openPage(page: string): Promise<Response> {
  if (!page.includes('<form')) return fetch(page, { redirect: 'manual' })
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
  const inputs = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)]
    .filter(([, name]) => !name!.startsWith('alipaySDKSubmit'))
    .map(([, name, value]): [string, string] => [name!, unescape(value!)])
  const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' }
  return fetch(action, {
    method: 'POST',
    body: new URLSearchParams(inputs),
    redirect: 'manual',
    headers,
  })
}

const unescape = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** The token that a redirect to the cashier desk carries. */
export function tokenIn(response: Response): string {
  const location = response.headers.get('location') ?? ''
  return /^\/cashier\/\?t=([\w-]{32})$/.exec(location)?.[1] ?? `no desk: ${location}`
}

/** The token in the text of a QR. */
export const tokenOfQr = (text: string | undefined): string => text?.split('/').at(-1) ?? ''

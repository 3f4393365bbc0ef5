import { randomUUID, X509Certificate } from 'node:crypto'

import type { SubCode } from '#gateway/sub-codes.ts'
import { parseKeyring } from '#kernel/keys.ts'
import { authorise } from '#merchant/authorise.ts'
import { certSn } from '#merchant/cert-sn.ts'

import { signed } from '../raw.ts'
import { authOf, rest, type RestAnswer } from '../rest-raw.ts'
import type { Shop, Stand } from '../stand.ts'
import { asked, dayMs, type Provocations, query, type Tools, type Told } from './tools.ts'

/** A call without one of its parameters. */
const lacking =
  (name: string) =>
  ({ form, shop }: Tools): Promise<Told> => {
    const { [name]: _, ...params } = asked(shop)
    return form(params)
  }

/** A call, rightly signed, with something in it that is not to be. */
const saying =
  (more: Record<string, string>) =>
  ({ form, shop }: Tools): Promise<Told> =>
    form(asked(shop, more))

async function tokenFor(stand: Stand, shop: Shop, more: { now?: number; days?: number } = {}) {
  const { merchantId } = await stand.open()
  const made = await authorise(
    { sql: stand.sql, keyring: parseKeyring(stand.keyringText) },
    { appId: shop.appId, merchantId, now: stand.clock.now, ...more },
  )
  if (!made.ok) throw new Error(made.failure.message)
  return made.value.appAuthToken
}

/** An app with certificates, and the numbers that each of its calls names. */
async function certified(stand: Stand) {
  const shop = await stand.open(undefined, { certificate: 'made' })
  const { app, root } = shop.certificates!
  const numbers = { app_cert_sn: certSn(app), alipay_root_cert_sn: certSn(root) }
  return { shop, numbers, endsAt: new X509Certificate(app).validToDate.getTime() }
}

/** V3 says the code without its prefix, and HTTP's status in place of `code`. */
const toldBy = ({ body }: RestAnswer): Told => ({
  subCode: `isv.${String(body['code'])}`,
  subMsg: String(body['message']),
})
const none = 'f'.repeat(32)

type Mine = Exclude<SubCode<'20000' | '20001' | '40001' | '40002' | '40006'>, 'SYSTEM_ERROR'>

/** What is wrong with a call itself, whatever it asks for. */
export const calls: Provocations<Mine> = {
  'isp.unknow-error': ({ ask, without }) =>
    without('trade', () => ask(query, { outTradeNo: 'none' })),
  'ACQ.SYSTEM_ERROR': ({ ask, without }) =>
    without('trade', () => ask('alipay.trade.close', { outTradeNo: 'none' })),

  'aop.invalid-app-auth-token': saying({ app_auth_token: 'none' }),
  'aop.app-auth-token-time-out': async ({ stand, shop, form }) => {
    const now = stand.clock.now - 2 * dayMs
    return form(asked(shop, { app_auth_token: await tokenFor(stand, shop, { now, days: 1 }) }))
  },
  'aop.invalid-app-auth-token-no-api': async ({ stand, shop, form }) => {
    const app_auth_token = await tokenFor(stand, shop)
    return form(signed(shop, 'alipay.fund.account.query', {}, { app_auth_token }))
  },

  'isv.missing-method': lacking('method'),
  'isv.missing-app-id': lacking('app_id'),
  'isv.missing-signature': lacking('sign'),
  'isv.missing-signature-type': lacking('sign_type'),
  'isv.missing-timestamp': saying({ timestamp: '' }),
  'isv.missing-version': saying({ version: '' }),

  'isv.invalid-parameter': ({ form, shop }) => form(signed(shop, query, '[]')),
  'isv.invalid-method': ({ form, shop }) => form(signed(shop, 'alipay.trade.unheard.of', {})),
  'isv.invalid-app-id': saying({ app_id: '2021000000000000' }),
  'isv.invalid-signature': ({ form, shop }) => form({ ...asked(shop), sign: 'AAAA' }),
  'isv.invalid-signature-type': saying({ sign_type: 'MD5' }),
  'isv.invalid-timestamp': saying({ timestamp: '2026-13-01 00:00:00' }),
  'isv.invalid-version': saying({ version: '2.0' }),
  'isv.invalid-format': saying({ format: 'XML' }),
  'isv.invalid-charset': saying({ charset: 'EBCDIC' }),
  'isv.invalid-encrypt': saying({ encrypt_type: 'AES' }),
  'isv.invalid-encrypt-type': saying({ encrypt_type: 'DES' }),
  'isv.missing-encrypt-key': async ({ stand, form }) => {
    const old = await stand.open()
    await stand.sql`update app set content_key_sealed = null where app_id = ${old.appId}`
    return form(asked(old, { encrypt_type: 'AES' }))
  },
  'isv.missing-app-cert-sn': async ({ stand, form }) => form(asked((await certified(stand)).shop)),
  'isv.app-cert-not-exist': async ({ stand, form }) => {
    const { shop, numbers } = await certified(stand)
    return form(asked(shop, { ...numbers, app_cert_sn: none }))
  },
  'isv.app-cert-expired': async ({ stand, form, later }) => {
    const { shop, numbers, endsAt } = await certified(stand)
    return later(endsAt - stand.clock.now, () => form(asked(shop, numbers)))
  },
  'isv.missing-alipay-root-cert-sn': async ({ stand, form }) => {
    const { shop, numbers } = await certified(stand)
    return form(asked(shop, { app_cert_sn: numbers.app_cert_sn }))
  },
  'isv.invalid-alipay-root-cert-sn': async ({ stand, form }) => {
    const { shop, numbers } = await certified(stand)
    return form(asked(shop, { ...numbers, alipay_root_cert_sn: none }))
  },
  'isv.alipay-cert-not-exist': ({ ask }) =>
    ask('alipay.open.app.alipaycert.download', { alipayCertSn: none }),

  'isv.illegal-timestamp': async ({ stand, shop }) => {
    const auth = authOf(shop, { timestamp: Date.now() - 601_000 })
    return toldBy(await rest(stand, shop, { path: '/v3/alipay/trade/query', body: '{}', auth }))
  },
  'isv.suspected-attack': async ({ stand, shop }) => {
    const auth = authOf(shop, { nonce: randomUUID() })
    const again = () => rest(stand, shop, { path: '/v3/alipay/trade/query', body: '{}', auth })
    await again()
    return toldBy(await again())
  },

  'isv.insufficient-isv-permissions': async ({ stand, form }) => {
    const closed = await stand.open()
    await stand.sql`update app set state = 'suspended' where app_id = ${closed.appId}`
    return form(asked(closed))
  },
}

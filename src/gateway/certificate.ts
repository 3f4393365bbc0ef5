import { beijingText } from '#kernel/clock.ts'
import { rootCertSn } from '#merchant/authority.ts'

import { type App, type GatewayDeps, wrong } from './call.ts'

/** What a caller says about certificates. PHP's SDK names no root by the REST API, so there it may be left out. */
export type CertNumbers = {
  app: string | undefined
  root: string | undefined
  rootNeeded: boolean
}

/** An app with certificates names its own and the root; another app may name none. */
export async function checkCertificates(
  { sql, clock }: GatewayDeps,
  app: App,
  given: CertNumbers,
): Promise<void> {
  if (app.certSn === null) {
    if (given.app === undefined && given.root === undefined) return
    throw wrong(
      'app-cert-not-exist',
      'app_cert_sn: the app has no certificate; set up the SDK with public keys',
    )
  }
  if (given.app === undefined) {
    throw wrong(
      'missing-app-cert-sn',
      'app_cert_sn: the app works with certificates; set up the SDK with its three files',
    )
  }
  if (given.app !== app.certSn) {
    throw wrong('app-cert-not-exist', `app_cert_sn: the app's certificate is ${app.certSn}`)
  }
  if (app.certEndsAt !== null && clock() >= app.certEndsAt) {
    const ended = beijingText(app.certEndsAt)
    throw wrong(
      'app-cert-expired',
      `app_cert_sn: the app's certificate ended ${ended}; make another app`,
    )
  }
  if (given.root === undefined) {
    if (!given.rootNeeded) return
    throw wrong('missing-alipay-root-cert-sn', 'alipay_root_cert_sn: is missing; send it')
  }
  const root = await rootCertSn(sql)
  if (given.root === root) return
  throw wrong(
    'invalid-alipay-root-cert-sn',
    `alipay_root_cert_sn: of this network it is ${root}; use its alipayRootCert.crt`,
  )
}

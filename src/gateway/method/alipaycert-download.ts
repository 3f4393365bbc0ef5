import { platformCertificate } from '#merchant/certify.ts'

import { type Call, wrong } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { required } from '../fields.ts'

/** `alipay.open.app.alipaycert.download`: SDKs ask for the certificate behind a number that they do not know. */
export async function alipaycertDownload({ deps, app, biz }: Call): Promise<Answer> {
  const sn = required(biz, 'alipay_cert_sn', 128)
  const pem = await platformCertificate(deps.sql, app.appId, sn)
  if (pem === undefined) {
    throw wrong('alipay-cert-not-exist', `alipay_cert_sn: no certificate of this app has it`)
  }
  return success({ alipay_cert_content: Buffer.from(pem).toString('base64') })
}

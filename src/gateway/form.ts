import { actingFor } from './acting.ts'
import { type Biz, parseBiz } from './biz.ts'
import {
  answering,
  type App,
  findApp,
  type GatewayDeps,
  missing,
  type Origin,
  unknownApp,
  wrong,
} from './call.ts'
import { type CertNumbers, checkCertificates } from './certificate.ts'
import { decodeText } from './charset.ts'
import { type Answer, Refused } from './codes.ts'
import { contentKeyOf, decryptContent, undecipherable } from './content.ts'
import type { Dress } from './envelope.ts'
import { methods } from './method.ts'
import { type Parameters, type Received, textOf } from './parameter.ts'
import { isSignType, signedBytes, verifyRequest } from './signature.ts'
import type { After } from './sub-codes.ts'
import { perform } from './watch.ts'

/** What came out of a call of `/gateway.do`, and how it is dressed. */
export type Result = { answer: Answer; app: App | undefined; dress: Dress }

/** Checks a request in Alipay's order (app and method, signature, permission) and lets the method answer it. */
export async function callByForm(
  deps: GatewayDeps,
  received: Received,
  origin: Origin,
): Promise<Result> {
  const { parameters, charset } = received
  const given = textOf(parameters, 'sign_type')
  const type = given !== undefined && isSignType(given) ? given : 'RSA2'
  const dress: Dress = { charset, signer: undefined, contentKey: undefined, certSn: undefined }
  let app: App | undefined
  const answer = await answering(deps.log, origin.traceId, async () => {
    app = await findApp(deps, textOf(parameters, 'app_id'))
    if (app) {
      dress.signer = { key: app.platformPrivateKey, type }
      dress.certSn = app.platformCertSn ?? undefined
    }
    return answerForm(deps, { received, app, dress, ...origin })
  })
  return { answer, app, dress }
}

/** A request as whoever watches keeps it. */
export const receivedByForm = ({ parameters, charset }: Received) => ({
  received: Object.fromEntries([...parameters].map(([name, { text }]) => [name, text])),
  signedText: decodeText(signedBytes(parameters, { filled: false }), charset) ?? '',
})

type Step = { received: Received; app: App | undefined; dress: Dress } & Origin

async function answerForm(
  deps: GatewayDeps,
  { received, app, dress, address, traceId }: Step,
): Promise<Answer> {
  const { parameters } = received
  if (received.fault) throw new Refused(received.fault)
  const name = needed(parameters, 'method', 'missing-method')
  needed(parameters, 'app_id', 'missing-app-id')
  if (!app) throw unknownApp()
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!method)
    throw wrong('invalid-method', 'method: not offered here; the guide lists the methods')
  await checkCertificates(deps, app, certNumbers(parameters))
  checkSignature(parameters, app, received.charset)
  if (textOf(parameters, 'encrypt_type')?.toUpperCase() === 'AES') dress.contentKey = app.contentKey
  checkForm(parameters)
  const token = textOf(parameters, 'app_auth_token')
  const acting = await actingFor(deps, app, { token, method: name })
  const biz = readBiz(received, app, dress)
  const call = { deps, app: acting, biz, parameters, address, method: name, traceId }
  return perform(deps.watch, call, method)
}

const certNumbers = (parameters: Parameters): CertNumbers => ({
  app: textOf(parameters, 'app_cert_sn'),
  root: textOf(parameters, 'alipay_root_cert_sn'),
  rootNeeded: true,
})

function checkSignature(parameters: Parameters, app: App, charset: string): void {
  const type = needed(parameters, 'sign_type', 'missing-signature-type')
  if (!isSignType(type)) throw wrong('invalid-signature-type', 'sign_type: send RSA2')
  const sign = needed(parameters, 'sign', 'missing-signature')
  if (verifyRequest(parameters, type, app.merchantPublicKey)) return
  const hint = sign.includes(' ')
    ? 'sign holds blanks: percent-encode its + as %2B'
    : `sign all parameters but sign, sorted, decoded, in ${charset}, with the private key whose public key the app holds`
  throw wrong('invalid-signature', hint)
}

function checkForm(parameters: Parameters): void {
  const timestamp = needed(parameters, 'timestamp', 'missing-timestamp')
  if (!isTimestamp(timestamp)) {
    throw wrong('invalid-timestamp', 'timestamp: send yyyy-MM-dd HH:mm:ss')
  }
  const version = needed(parameters, 'version', 'missing-version')
  if (version !== '1.0') throw wrong('invalid-version', 'version: send 1.0')
  const format = textOf(parameters, 'format')
  if (format !== undefined && format.toUpperCase() !== 'JSON') {
    throw wrong('invalid-format', 'format: send JSON')
  }
}

/** Some SDKs send Beijing time and some their own, so the form alone is looked at. The last good one is often good again. */
function isTimestamp(text: string): boolean {
  if (text === lastTimestamp) return true
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return false
  const iso = text.replace(' ', 'T')
  const ms = Date.parse(`${iso}Z`)
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(iso)) return false
  lastTimestamp = text
  return true
}

let lastTimestamp: string | undefined

/**
 * Reads the business parameters. What was asked in cipher is answered in cipher, unless it cannot be read: then the
 * caller may hold another key, and could not read the reason either.
 */
function readBiz({ parameters, charset }: Received, app: App, dress: Dress): Biz {
  const text = textOf(parameters, 'biz_content')
  const type = textOf(parameters, 'encrypt_type')
  if (type === undefined) return parseBiz(text)
  const key = contentKeyOf(type, app)
  dress.contentKey = undefined
  const bytes = text === undefined ? undefined : decryptContent(text, key)
  if (text !== undefined && bytes === undefined) throw undecipherable('biz_content')
  const clear = bytes && decodeText(bytes, charset)
  if (bytes && clear === undefined) {
    throw wrong('invalid-encrypt', `biz_content: decrypts to bytes that are not ${charset}`)
  }
  dress.contentKey = key
  return parseBiz(clear)
}

function needed(parameters: Parameters, name: string, subCode: After<'isv.', '40001'>): string {
  const value = textOf(parameters, name)
  if (value !== undefined) return value
  throw missing(name, subCode)
}

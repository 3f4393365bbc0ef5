import type { Keyring } from '#kernel/keys.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Log } from '#kernel/log.ts'
import type { Engine } from '#engine/engine.ts'
import { loadApp } from '#merchant/app-keys.ts'

import { type Biz, parseBiz } from './biz.ts'
import { type Answer, refusal, Refused } from './codes.ts'
import { methods } from './method.ts'
import { type Parameters, type Received, textOf } from './parameter.ts'
import { isSignType, type SignType, verifyRequest } from './signature.ts'

export type App = NonNullable<Awaited<ReturnType<typeof loadApp>>>

export type GatewayDeps = {
  sql: Sql
  engine: Engine
  keyring: Keyring
  clock: Clock
  log: Log
}

/** One verified call, as a method sees it. */
export type Call = {
  deps: GatewayDeps
  app: App
  biz: Biz
  parameters: Parameters
  /** The caller's network address. */
  address: string
}

export type Method = (call: Call) => Promise<Answer>

/** What came out, and whose key signs it. */
export type Result = { answer: Answer; app: App | undefined; signType: SignType }

/** Checks a request in Alipay's order (app and method, signature, permission) and lets the method answer it. */
export async function call(
  deps: GatewayDeps,
  received: Received,
  address: string,
): Promise<Result> {
  const { parameters } = received
  const type = textOf(parameters, 'sign_type')
  const signType = type !== undefined && isSignType(type) ? type : 'RSA2'
  let app: App | undefined
  try {
    app = await findApp(deps, parameters)
    return { answer: await answer(deps, received, app, address), app, signType }
  } catch (error) {
    if (error instanceof Refused) return { answer: error.answer, app, signType }
    deps.log.error({ err: error }, 'a gateway call failed')
    return { answer: unavailable, app, signType }
  }
}

export const unavailable = refusal(
  '20000',
  'isp.unknow-error',
  'The outcome is not known here; ask again with the same numbers, or query the order',
)

/** The app, when its number is there and known; the faults of the number itself are told later. */
async function findApp(deps: GatewayDeps, parameters: Parameters): Promise<App | undefined> {
  const appId = textOf(parameters, 'app_id')
  if (appId === undefined || appId.length > 32) return undefined
  return loadApp(deps.sql, deps.keyring, appId)
}

async function answer(
  deps: GatewayDeps,
  received: Received,
  app: App | undefined,
  address: string,
): Promise<Answer> {
  const { parameters } = received
  if (received.fault) throw new Refused(received.fault)
  const name = needed(parameters, 'method', 'missing-method')
  needed(parameters, 'app_id', 'missing-app-id')
  if (!app) {
    throw wrong(
      'invalid-app-id',
      'app_id: this network knows no such app; check the number and the gateway',
    )
  }
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!method)
    throw wrong('invalid-method', 'method: not offered here; the guide lists the methods')
  checkSignature(parameters, app, received.charset)
  checkForm(parameters)
  checkPermission(parameters, app)
  const biz = parseBiz(textOf(parameters, 'biz_content'))
  return method({ deps, app, biz, parameters, address })
}

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
  if (textOf(parameters, 'encrypt_type') !== undefined) {
    throw wrong(
      'invalid-encrypt',
      'encrypt_type: not offered; send biz_content in the clear, over TLS',
    )
  }
  if (textOf(parameters, 'app_cert_sn') !== undefined) {
    throw wrong(
      'invalid-parameter',
      'app_cert_sn: certificates are not offered; set up the SDK with public keys',
    )
  }
}

/** Some SDKs send Beijing time and some their own, so the form alone is looked at. */
function isTimestamp(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.replace(' ', 'T'))
}

function checkPermission(parameters: Parameters, app: App): void {
  if (textOf(parameters, 'app_auth_token') !== undefined) {
    throw new Refused(
      refusal(
        '20001',
        'aop.invalid-app-auth-token',
        "app_auth_token: not offered; call with the merchant's own app",
      ),
    )
  }
  if (app.state !== 'active') {
    throw new Refused(
      refusal(
        '40006',
        'isv.insufficient-isv-permissions',
        'The app is suspended; ask the operator',
      ),
    )
  }
}

function needed(parameters: Parameters, name: string, subCode: string): string {
  const value = textOf(parameters, name)
  if (value !== undefined) return value
  throw new Refused(refusal('40001', `isv.${subCode}`, `${name}: is missing; send it`))
}

const wrong = (subCode: string, what: string): Refused =>
  new Refused(refusal('40002', `isv.${subCode}`, what))

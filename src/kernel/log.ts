import type { DestinationStream, Logger } from 'pino'
import { pino } from 'pino'

export type Log = Logger

/** Names under which a secret travels, as members of objects and as parameters of URLs. */
const secretNames = [
  'auth_code',
  'authCode',
  'code',
  'digits',
  'otp',
  'seed',
  'handle',
  'handles',
  'password',
  'paymentPassword',
  'payment_password',
  'pin',
  'smsCode',
  'sms_code',
  'card',
  'cardNo',
  'card_no',
  'cardNumber',
  'card_number',
  'key',
  'keys',
  'secret',
  'privateKey',
  'private_key',
  'pepper',
  'token',
  'sign',
  'signature',
  'authorization',
  'cookie',
  'cookies',
  'set-cookie',
] as const

const mask = '***'

/** A failure's stable word, an SQLSTATE or a gateway's `code` is no secret; a one-time code has six digits. */
const stableWord = /^(?:"?[0-9A-Z]{1,5}"?|"[A-Z][A-Z0-9_.]{2,63}")$/

const names = secretNames.join('|')
const member = new RegExp(`"(${names})":("(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.eE+-]*)`, 'gi')
const escapedMember = new RegExp(`\\\\"(${names})\\\\":\\s*(\\\\".*?\\\\"|-?\\d+)`, 'gi')
const parameter = new RegExp(`([?&](?:${names})=)[^&\\s"\\\\]*`, 'gi')
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="))/gs

/** A run of digits that starts with one of `first`, as a person or a program writes it, and is no decimal fraction. */
const digitRun = (first: string, more: string) =>
  new RegExp(`(?<!\\d|\\d\\.)(?:${first})(?:[ -]?\\d){${more}}(?!\\d)`, 'g')

/** 13 to 19 digits as cards have them; numbers of ours begin with 1 or 2. */
const cardNumber = digitRun('[3-6]\\d', '11,17')

/** Inside text the mask, in place of a bare number one that keeps the line JSON. */
function maskDigits(run: string, at: number, line: string): string {
  const bare = /[:,[]/.test(line[at - 1] ?? '') && /[,}\]]/.test(line[at + run.length] ?? '')
  return bare ? '0' : mask
}

/**
 * Takes what no log may hold out of a line of JSON: members and URL parameters of secret names at any depth, payment
 * codes and card numbers inside any text, private keys.
 * `codePrefix` is the operator's own; Alipay's prefixes 25 to 30 are always covered.
 */
function lineRedactor(codePrefix: string): (line: string) => string {
  const paymentCode = digitRun(`2[5-9]|30|${codePrefix}`, '14,22')
  return (line) =>
    line
      .replace(pem, mask)
      .replace(member, (whole, name: string, value: string) =>
        name === 'code' && stableWord.test(value) ? whole : `"${name}":"${mask}"`,
      )
      .replace(escapedMember, (_, name: string) => `\\"${name}\\":\\"${mask}\\"`)
      .replace(parameter, `$1${mask}`)
      .replace(paymentCode, maskDigits)
      .replace(cardNumber, maskDigits)
}

export type LogOptions = {
  level: string
  /** The first digits of payment codes, when they are not Alipay's. */
  codePrefix?: string
  /** Standard output by default. */
  destination?: DestinationStream
}

/**
 * The program's log: one line of JSON an event. Secrets are taken out twice: whole members (objects and lists too)
 * by name, and then whatever a text still carries.
 */
export function createLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (facts) => masked(facts, 0) as Record<string, unknown>,
      },
      hooks: { streamWrite: lineRedactor(options.codePrefix ?? '28') },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  )
}

const secretMembers: ReadonlySet<string> = new Set(secretNames)

/** How deep a line's facts are looked through by member; the line redactor sees every depth. */
const maskDepthMax = 6

/** A copy without the members of secret names, whole objects and lists too. Errors and other classes are left to their serializers. */
function masked(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    return depth < maskDepthMax ? value.map((item) => masked(item, depth + 1)) : value
  }
  const plain =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  if (!plain || depth >= maskDepthMax) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const hide = secretMembers.has(name) && (name !== 'code' || typeof inner === 'object')
      return [name, hide ? mask : masked(inner, depth + 1)]
    }),
  )
}

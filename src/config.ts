import { resolve } from 'node:path'

import type { Setting } from '#kernel/setting.ts'
import { describe, mask, readSettings } from '#kernel/setting.ts'

/**
 * Every setting of the program: its name in the environment, its kind, its default and what it is for. Help and
 * documentation are made from this table, and nothing else reads the environment.
 */
const settings = {
  mode: {
    name: 'TONGBAO_MODE',
    kind: 'choice',
    choices: ['demo', 'production'],
    default: 'demo',
    describe: 'demo seeds people, shops and a bank to try with; production starts empty',
  },
  host: {
    name: 'TONGBAO_HOST',
    kind: 'text',
    default: '0.0.0.0',
    describe: 'the address to listen on; 0.0.0.0 lets phones in the same network connect',
  },
  port: {
    name: 'TONGBAO_PORT',
    kind: 'port',
    default: '8300',
    describe: 'the port of HTTP',
  },
  httpsPort: {
    name: 'TONGBAO_HTTPS_PORT',
    kind: 'port',
    default: '',
    describe: 'the port of HTTPS; one above TONGBAO_PORT by default',
  },
  postgresPort: {
    name: 'TONGBAO_POSTGRES_PORT',
    kind: 'port',
    default: '',
    describe: 'the port of the embedded PostgreSQL; two above TONGBAO_PORT by default',
  },
  bankPort: {
    name: 'TONGBAO_BANK_PORT',
    kind: 'port',
    default: '',
    describe: "the port of the demo's banks; three above TONGBAO_PORT by default",
  },
  bankUrl: {
    name: 'TONGBAO_BANK_URL',
    kind: 'url',
    default: '',
    describe:
      'where the banks are asked; the demo starts its own by default, and production without it has no cards',
  },
  bankPartner: {
    name: 'TONGBAO_BANK_PARTNER',
    kind: 'text',
    default: 'tongbao',
    describe: 'the name under which the banks know this platform',
  },
  bankSecret: {
    name: 'TONGBAO_BANK_SECRET',
    kind: 'text',
    default: '',
    secret: true,
    describe: 'what signs the talk with the banks; banks/partner.key in the data folder by default',
  },
  bankTimeoutMs: {
    name: 'TONGBAO_BANK_TIMEOUT',
    kind: 'duration',
    min: 50,
    max: 120_000,
    default: '5s',
    describe:
      'how long a bank may take to answer; after that its answer is unknown, and it is asked again',
  },
  publicUrl: {
    name: 'TONGBAO_PUBLIC_URL',
    kind: 'url',
    default: '',
    describe: 'where people and merchants reach this server, when that differs from what it sees',
  },
  qrPrefix: {
    name: 'TONGBAO_QR_PREFIX',
    kind: 'text',
    default: '',
    describe:
      "what an order's QR begins with, for software that expects one; this server's own address by default",
  },
  billPrefix: {
    name: 'TONGBAO_BILL_PREFIX',
    kind: 'text',
    default: '',
    describe:
      "what a bill's download address begins with, for software that expects one; this server's own address by default",
  },
  billToday: {
    name: 'TONGBAO_BILL_TODAY',
    kind: 'flag',
    default: '',
    describe:
      'let a day that is not over have a bill, of what is known so far; true in demo mode by default',
  },
  trustProxy: {
    name: 'TONGBAO_TRUST_PROXY',
    kind: 'flag',
    default: 'false',
    describe: 'believe the X-Forwarded headers of a proxy in front; false when there is none',
  },
  dataDir: {
    name: 'TONGBAO_DATA',
    kind: 'text',
    default: 'var',
    describe: 'the folder of everything kept: database, certificates, keys, logs',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    kind: 'text',
    default: '',
    secret: true,
    describe: 'a PostgreSQL 15 or newer to use instead of the embedded one',
  },
  keys: {
    name: 'TONGBAO_KEYS',
    kind: 'text',
    default: '',
    secret: true,
    describe: 'the key ring as JSON, when it is not read from a file',
  },
  keyFile: {
    name: 'TONGBAO_KEY_FILE',
    kind: 'text',
    default: '',
    describe: 'the file of the key ring; keys.json in the data folder by default',
  },
  codePrefix: {
    name: 'TONGBAO_CODE_PREFIX',
    kind: 'digits',
    min: 2,
    max: 2,
    default: '28',
    describe: 'the first two digits of payment codes; tills route by them',
  },
  codeHandleDigits: {
    name: 'TONGBAO_CODE_HANDLE_DIGITS',
    kind: 'count',
    min: 8,
    max: 14,
    default: '10',
    describe: 'digits of a payment code that name the phone; 10 serve up to 10^10 phones',
  },
  codeOtpDigits: {
    name: 'TONGBAO_CODE_OTP_DIGITS',
    kind: 'count',
    min: 6,
    max: 8,
    default: '6',
    describe: 'digits of a payment code that prove the phone; with the rest, 16 to 24 in all',
  },
  passwordFreeLimit: {
    name: 'TONGBAO_PASSWORD_FREE_LIMIT',
    kind: 'money',
    default: '1000.00',
    describe: 'yuan up to which a scanned code pays without the payment password, at first',
  },
  dayLimit: {
    name: 'TONGBAO_DAY_LIMIT',
    kind: 'money',
    default: '50000.00',
    describe: 'yuan that one person may pay in a day',
  },
  refundMs: {
    name: 'TONGBAO_REFUND_TIME',
    kind: 'duration',
    min: 60_000,
    max: 3650 * 86_400_000,
    default: '365d',
    describe: 'how long a paid order takes refunds; after that it is finished',
  },
  transferMax: {
    name: 'TONGBAO_TRANSFER_MAX',
    kind: 'money',
    default: '100000.00',
    describe: 'yuan that a merchant may pay a member in one transfer',
  },
  transferDayLimit: {
    name: 'TONGBAO_TRANSFER_DAY_LIMIT',
    kind: 'money',
    default: '1000000.00',
    describe: 'yuan that a merchant may pay members in a day',
  },
  guessMerchant: {
    name: 'TONGBAO_GUESS_MERCHANT',
    kind: 'count',
    min: 1,
    max: 1_000_000,
    default: '100',
    describe: 'wrong payment codes in 10 minutes before a merchant is blocked',
  },
  guessTerminal: {
    name: 'TONGBAO_GUESS_TERMINAL',
    kind: 'count',
    min: 1,
    max: 1_000_000,
    default: '30',
    describe: 'wrong payment codes in 10 minutes before a terminal is blocked',
  },
  guessAddress: {
    name: 'TONGBAO_GUESS_ADDRESS',
    kind: 'count',
    min: 1,
    max: 1_000_000,
    default: '200',
    describe: 'wrong payment codes in 10 minutes before a network address is blocked',
  },
  notifyDelaysMs: {
    name: 'TONGBAO_NOTIFY_DELAYS',
    kind: 'durations',
    default: '4m,10m,10m,1h,2h,6h,15h',
    describe: 'waits between the tries of a notification after the first',
  },
  notifyTimeoutMs: {
    name: 'TONGBAO_NOTIFY_TIMEOUT',
    kind: 'duration',
    min: 100,
    max: 120_000,
    default: '10s',
    describe: 'how long a merchant may take to answer a notification',
  },
  notifyPrivate: {
    name: 'TONGBAO_NOTIFY_PRIVATE',
    kind: 'flag',
    default: '',
    describe: 'let notifications go to addresses of private networks; true in demo mode by default',
  },
  keepDays: {
    name: 'TONGBAO_KEEP_DAYS',
    kind: 'count',
    min: 2,
    max: 3650,
    default: '35',
    describe: 'days that notifications, events and used codes are kept',
  },
  batchMax: {
    name: 'TONGBAO_BATCH_MAX',
    kind: 'count',
    min: 1,
    max: 10_000,
    default: '400',
    describe: 'commands that one transaction of the engine takes at most',
  },
  queueMax: {
    name: 'TONGBAO_QUEUE_MAX',
    kind: 'count',
    min: 1,
    max: 1_000_000,
    default: '5000',
    describe:
      'commands that wait at most; beyond, callers are told at once that the system is busy',
  },
  queueWaitMaxMs: {
    name: 'TONGBAO_QUEUE_WAIT_MAX',
    kind: 'duration',
    min: 10,
    max: 60_000,
    default: '5s',
    describe: 'how long a command waits at most before its caller is told that the system is busy',
  },
  busyAfterMs: {
    name: 'TONGBAO_BUSY_AFTER',
    kind: 'duration',
    min: 10,
    max: 60_000,
    default: '700ms',
    describe:
      'how long a new payment may have to wait, by the speed of the last second, before its caller is told at once that the system is busy',
  },
  bodyBytesMax: {
    name: 'TONGBAO_BODY_MAX',
    kind: 'count',
    min: 1024,
    max: 64 * 1024 * 1024,
    default: '1048576',
    describe: 'bytes of a request at most',
  },
  sms: {
    name: 'TONGBAO_SMS',
    kind: 'sms',
    default: 'inbox',
    describe: 'inbox shows text messages on a page of the demo; a URL receives them as JSON',
  },
  callLog: {
    name: 'TONGBAO_CALL_LOG',
    kind: 'flag',
    default: '',
    describe: 'keep every call of the gateway for two days; true in demo mode by default',
  },
  smsWebhookToken: {
    name: 'TONGBAO_SMS_WEBHOOK_TOKEN',
    kind: 'text',
    default: '',
    secret: true,
    describe: 'the bearer token sent to the URL of TONGBAO_SMS',
  },
  tlsCert: {
    name: 'TONGBAO_TLS_CERT',
    kind: 'text',
    default: '',
    describe: 'the PEM file of a certificate of your own, its chain included',
  },
  tlsKey: {
    name: 'TONGBAO_TLS_KEY',
    kind: 'text',
    default: '',
    describe: 'the PEM file of the key of TONGBAO_TLS_CERT',
  },
  logLevel: {
    name: 'TONGBAO_LOG_LEVEL',
    kind: 'choice',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    describe: 'how much is logged',
  },
  chromium: {
    name: 'TONGBAO_CHROMIUM',
    kind: 'text',
    default: '',
    describe: 'the Chromium of the browser tests, when it is not found by itself',
  },
} as const satisfies Record<string, Setting>

type Env = Record<string, string | undefined>

/** The program's settings, read and checked. Names end in their unit; money is fen; empty text is undefined. */
export type Config = ReturnType<typeof readConfig>

/**
 * Reads all settings from the environment. Throws a `SetupError` that names every wrong one with what is allowed.
 */
export function readConfig(env: Env = process.env) {
  const read = readSettings(settings, env, (values, wrong) => {
    const digits = 2 + (values.codeHandleDigits ?? 10) + (values.codeOtpDigits ?? 6)
    if (digits < 16 || digits > 24) {
      wrong('TONGBAO_CODE_HANDLE_DIGITS', `a payment code has 16 to 24 digits, not ${digits}`)
    }
    if ((values.tlsCert === undefined) !== (values.tlsKey === undefined)) {
      wrong('TONGBAO_TLS_CERT', 'goes together with TONGBAO_TLS_KEY')
    }
    if (values.qrPrefix !== undefined && !/^https?:\/\/\S+$/.test(values.qrPrefix)) {
      wrong('TONGBAO_QR_PREFIX', 'must begin with http:// or https://')
    }
    if (values.billPrefix !== undefined && !/^https?:\/\/\S*[^\s/]$/.test(values.billPrefix)) {
      wrong('TONGBAO_BILL_PREFIX', 'must begin with http:// or https:// and end without /')
    }
    if (values.port !== undefined && values.port > 65_532 && !values.postgresPort) {
      wrong('TONGBAO_PORT', 'must leave three ports above it, or TONGBAO_POSTGRES_PORT must be set')
    }
  })
  const dataDir = resolve(read.dataDir ?? 'var')
  const port = read.port ?? 8300
  const bankPort = read.bankPort ?? Math.min(port + 3, 65_535)
  const demoBanks = read.mode === 'demo' && read.bankUrl === undefined
  return {
    ...read,
    dataDir,
    port,
    httpsPort: read.httpsPort ?? port + 1,
    postgresPort: read.postgresPort ?? port + 2,
    bankPort,
    /** Whether the banks are the demo's own, which `start` brings up. */
    demoBanks,
    bankUrl: demoBanks ? `http://127.0.0.1:${bankPort}` : read.bankUrl,
    notifyPrivate: read.notifyPrivate ?? read.mode === 'demo',
    callLog: read.callLog ?? read.mode === 'demo',
    billToday: read.billToday ?? read.mode === 'demo',
    keyFile: read.keyFile ?? resolve(dataDir, 'keys.json'),
  }
}

/** One line a setting: its name, what it is for, what is allowed, its default. */
export const describeSettings = () => Object.values(settings).map(describe)

/** The settings for a log or a screen: durations and money as written, secrets as `***`. */
export const printable = (config: Config): Record<string, string> => mask(settings, config)

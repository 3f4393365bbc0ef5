import { expect, test } from 'vitest'

import { describeSettings, printable, readConfig } from '#config'
import { durationText, parseDuration } from '#kernel/setting.ts'

test('an empty environment gives a whole configuration', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    mode: 'demo',
    port: 8300,
    httpsPort: 8301,
    postgresPort: 8302,
    bankPort: 8303,
    bankUrl: 'http://127.0.0.1:8303',
    passwordFreeLimit: 100_000n,
    queueWaitMaxMs: 5000,
    trustProxy: false,
    databaseUrl: undefined,
  })
  expect(config.notifyDelaysMs.map((ms) => ms / 60_000)).toEqual([4, 10, 10, 60, 120, 360, 900])
})

test('the ports follow the first unless they are given', () => {
  const config = readConfig({ TONGBAO_PORT: '9000', TONGBAO_POSTGRES_PORT: '5433' })
  expect([config.port, config.httpsPort, config.postgresPort]).toEqual([9000, 9001, 5433])
})

test('the demo has banks of its own; production asks those that it is told of, or none', () => {
  expect(readConfig({ TONGBAO_BANK_PORT: '9100' })).toMatchObject({
    demoBanks: true,
    bankUrl: 'http://127.0.0.1:9100',
  })
  const elsewhere = { TONGBAO_BANK_URL: 'https://banks.example' }
  expect(readConfig(elsewhere)).toMatchObject({
    demoBanks: false,
    bankUrl: 'https://banks.example',
  })
  expect(readConfig({ TONGBAO_MODE: 'production' })).toMatchObject({
    demoBanks: false,
    bankUrl: undefined,
  })
})

test('every wrong setting is named at once with what is allowed, and no secret is repeated', () => {
  const env = {
    TONGBAO_PORT: '0',
    TONGBAO_DAY_LIMIT: '1.005',
    TONGBAO_MODE: 'prod',
    TONGBAO_NOTIFY_TIMEOUT: '10',
    TONGBAO_NOTIFY_DELAYS: '4m,,1h',
    TONGBAO_TRUST_PROXY: 'maybe',
    TONGBAO_PUBLIC_URL: 'ftp://pay.example',
    TONGBAO_CODE_HANDLE_DIGITS: '8',
    TONGBAO_CODE_OTP_DIGITS: '5',
    TONGBAO_TLS_KEY: 'key.pem',
  }
  let message = ''
  try {
    readConfig(env)
  } catch (error) {
    message = (error as Error).message
  }
  for (const name of Object.keys(env)) {
    if (name !== 'TONGBAO_CODE_HANDLE_DIGITS') expect(message).toContain(name)
  }
  expect(message).toContain('TONGBAO_MODE is "prod", but must be demo or production.')
  expect(message).toContain(
    'TONGBAO_CODE_OTP_DIGITS is "5", but must be a whole number from 6 to 8.',
  )
})

test('a printed configuration carries no secret', () => {
  const config = readConfig({
    DATABASE_URL: 'postgres://u:hunter2@db/t',
    TONGBAO_KEYS: '{"k":"hunter2"}',
    TONGBAO_SMS_WEBHOOK_TOKEN: 'hunter2',
    TONGBAO_DAY_LIMIT: '7',
  })
  const shown = printable(config)
  expect(JSON.stringify(shown)).not.toContain('hunter2')
  expect(shown).toMatchObject({
    DATABASE_URL: '***',
    TONGBAO_DAY_LIMIT: '7.00',
    TONGBAO_NOTIFY_DELAYS: '4m,10m,10m,1h,2h,6h,15h',
  })
})

test('help names every setting once', () => {
  const names = describeSettings().map((setting) => setting.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('TONGBAO_POSTGRES_PORT')
})

test.each([
  ['250ms', 250],
  ['10s', 10_000],
  ['4m', 240_000],
  ['36h', 129_600_000],
  ['2d', 172_800_000],
])('a duration %s is %d ms and is written so that it reads the same', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
  expect(parseDuration(durationText(ms))).toBe(ms)
})

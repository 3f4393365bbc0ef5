import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createLog } from '#kernel/log.ts'

/** A log whose lines are kept. */
function recorded(): { log: ReturnType<typeof createLog>; lines: string[] } {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { log: createLog({ level: 'trace', destination }), lines }
}

const code = '284172930561728394'
const card = '6222021234567890123'

test('no line carries a code, a password, a card number or a key, however it gets there', () => {
  const { log, lines } = recorded()
  const secret = 'hunter2-hunter2'
  const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`
  log.info({ auth_code: code, password: secret, cardNo: card }, 'flat')
  log.info({ body: { deep: { deeper: { deepest: { paymentPassword: secret, sign: secret } } } } })
  log.info({ req: { headers: { authorization: secret, cookie: secret, 'set-cookie': [secret] } } })
  log.info({ smsCode: 123_987, keys: { a: secret } }, `scanned ${code} from ${card}`)
  log.error(new Error(`no account for ${code}`, { cause: new Error(`card ${card}\n${pem}`) }))
  log.warn(`GET /gateway.do?auth_code=${code}&sign=${secret}&app_id=2021000000000001`)
  log.warn({ raw: JSON.stringify({ auth_code: secret, token: secret, smsCode: 123_987 }) })
  log.child({ token: secret }).info({ code: '482913' })
  log.info(`2841 7293 0561 7283 94 and 6222-0212-3456-7890-123 and ${pem}`)
  log.info({ n: Number(code), list: [Number(card)] })
  const all = lines.join('')
  expect(lines).toHaveLength(10)
  for (const forbidden of [
    code,
    card,
    secret,
    '123987',
    '482913',
    '7293 0561',
    '0212-3456',
    '2841729',
    '62220212',
  ]) {
    expect(all).not.toContain(forbidden)
  }
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})

test('what an operator needs stays readable', () => {
  const { log, lines } = recorded()
  log.info(
    {
      tradeNo: '2026112422001234567890123456',
      code: 'WRONG_PASSWORD',
      amount: 1234,
      ms: 0.4567890123456789,
      err: { code: '23505' },
    },
    'trade of 2088123412341234 paid at 1795503035374',
  )
  const line = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(line).toMatchObject({
    level: 'info',
    tradeNo: '2026112422001234567890123456',
    code: 'WRONG_PASSWORD',
    amount: 1234,
    ms: 0.4567890123456789,
    err: { code: '23505' },
    msg: 'trade of 2088123412341234 paid at 1795503035374',
  })
})

test('a code is found inside any text around it', () => {
  const anyCode = fc
    .tuple(fc.integer({ min: 25, max: 30 }), fc.stringMatching(/^\d{14,22}$/))
    .map(([prefix, rest]) => `${prefix}${rest}`)
  const around = fc.string().filter((text) => !/\d/.test(text))
  fc.assert(
    fc.property(around, anyCode, around, (before, digits, after) => {
      const { log, lines } = recorded()
      log.info(`${before}${digits}${after}`)
      return !lines.join('').includes(digits)
    }),
  )
})

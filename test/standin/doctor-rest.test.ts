import { generateKeyPairSync, sign } from 'node:crypto'

import { expect, test } from 'vitest'

import { diagnose } from '#standin/doctor/diagnose.ts'
import { readPaste } from '#standin/doctor/paste.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const signed = (text: string) => sign('sha256', Buffer.from(text), privateKey).toString('base64')

const said = 'app_id=2021000000000001,nonce=abc,timestamp=1700000000000'
const path = '/v3/alipay/trade/query?a=%E6%8B%BF'
const body = '{"out_trade_no":"A1","subject":"拿铁/a"}'
const right = `${said}\nPOST\n${path}\n${body}\n`

function look(text: string) {
  const paste = readPaste(text)
  if (!paste) throw new Error('not read')
  return diagnose(paste, { owner: 'key', key: publicKey })
}

const raw = (text: string, more = '') =>
  [
    `POST ${path} HTTP/1.1`,
    'host: shop.example',
    `Authorization: ALIPAY-SHA256withRSA ${said},sign=${signed(text)}`,
    `content-type: application/json${more}`,
    '',
    body,
  ].join('\r\n')

test('a call of V3 verifies, raw and as a curl line', () => {
  expect(look(raw(right))).toMatchObject({ kind: 'request', verifies: true, rightText: right })
  const curl = `curl -X POST 'https://shop.example${path}' \\
    -H 'authorization: ALIPAY-SHA256withRSA ${said},sign=${signed(right)}' -d '${body}'`
  expect(look(curl)).toMatchObject({ verifies: true })
  const get = `${said}\nGET\n${path}\n\n`
  const asked = `curl https://shop.example${path} -H "authorization: ALIPAY-SHA256withRSA ${said},sign=${signed(get)}"`
  expect(look(asked)).toMatchObject({ verifies: true, rightText: get })
})

test('what usually goes wrong in V3', () => {
  const causes = (text: string, more?: string) => look(raw(text, more)).causes
  expect(causes(right.slice(0, -1))).toEqual(['REST_LINES'])
  expect(causes(right.replace('?a=%E6%8B%BF', ''))).toEqual(['REST_LINES'])
  expect(causes(right.replace('POST', 'post'))).toEqual(['REST_LINES'])
  expect(causes(`ALIPAY-SHA256withRSA ${right}`)).toEqual(['REST_LINES'])
  expect(causes(right.replace('%E6%8B%BF', '拿'))).toEqual(['VALUES_ENCODED'])
  expect(causes(right.replace(body, JSON.stringify(JSON.parse(body), null, 2)))).toEqual([
    'JSON_ALTERED',
  ])
  expect(causes(right.replace('A1', 'A2'))).toEqual(['ALTERED'])
  const token = '\r\nalipay-app-auth-token: 2026xyz'
  expect(causes(right, token)).toEqual(['PARAMETER_ADDED'])
  expect(causes(`${right}2026xyz\n`, token)).toEqual([])
  expect(look(raw(right.slice(0, -1))).parting?.byte).toBe(Buffer.from(right).length - 1)
})

test('an answer of V3 with its headers', () => {
  const answer = (text: string) =>
    [
      'HTTP/1.1 200 OK',
      'alipay-timestamp: 1700000000001',
      'alipay-nonce: n1',
      `alipay-signature: ${signed(text)}`,
      '',
      body,
    ].join('\n')
  const text = `1700000000001\nn1\n${body}\n`
  expect(look(answer(text))).toMatchObject({ kind: 'response', verifies: true, rightText: text })
  expect(look(answer(text.replace('/', '\\/'))).causes).toEqual(['JSON_ALTERED'])
})

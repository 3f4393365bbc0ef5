import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'

import { byteText, mergeParameters, splitUrlencoded, textOf } from '#gateway/parameter.ts'

const read = (query: string | Buffer, body: string | Buffer = '', header?: string) =>
  mergeParameters(
    [
      ...splitUrlencoded(byteText(Buffer.from(query as string)), 'query'),
      ...splitUrlencoded(byteText(Buffer.from(body as string)), 'body'),
    ],
    header,
  )

test('query and body are one map, blanks and percent signs are read as forms write them', () => {
  const { parameters, charset, fault } = read('a=1+2&b=%E9%80%9A', 'c=%7B%22x%22%3A1%7D&d=&e&f=a=b')
  expect(fault).toBeUndefined()
  expect(charset).toBe('utf-8')
  expect([...parameters].map(([name, { text }]) => [name, text])).toEqual([
    ['a', '1 2'],
    ['b', '通'],
    ['c', '{"x":1}'],
    ['d', ''],
    ['e', ''],
    ['f', 'a=b'],
  ])
  expect(textOf(parameters, 'd')).toBeUndefined()
})

test('the charset comes from the parameter in any case, then from the header, then is UTF-8', () => {
  const gbk = [...iconv.encode('通宝', 'gbk')].map((b) => `%${b.toString(16)}`).join('')
  for (const name of ['GBK', 'gbk', 'GB2312', 'gb18030']) {
    const { parameters, charset } = read(`charset=${name}`, `subject=${gbk}`)
    expect([charset, textOf(parameters, 'subject')]).toEqual(['gbk', '通宝'])
  }
  expect(textOf(read(`subject=${gbk}`, '', 'GBK').parameters, 'subject')).toBe('通宝')
  expect(read('charset=UTF-8').charset).toBe('utf-8')
  expect(read('charset=utf8', '', 'gbk').charset).toBe('utf-8')
  expect(read('charset=ebcdic').fault?.sub_code).toBe('isv.invalid-charset')
})

test('raw bytes of a body that was not percent-encoded are read too', () => {
  const body = Buffer.concat([Buffer.from('subject='), iconv.encode('通宝', 'gbk')])
  const { parameters } = mergeParameters([
    ...splitUrlencoded('charset=GBK', 'query'),
    ...splitUrlencoded(byteText(body), 'body'),
  ])
  expect(textOf(parameters, 'subject')).toBe('通宝')
})

test('a name in query and body with one value is one parameter; anything else twice is refused by name', () => {
  expect(read('charset=utf-8', 'charset=utf-8').fault).toBeUndefined()
  expect(read('charset=utf-8', 'charset=UTF-8').fault?.sub_msg).toMatch(
    /^参数无效：charset .+。charset: came more than/,
  )
  expect(read('a=1&a=1').fault?.sub_msg).toMatch(/^参数无效：a .+。a: /)
  expect(read('', 'biz_content=1&biz_content=2').fault?.sub_msg).toMatch(
    /^参数无效：biz_content .+。biz_content: /,
  )
  expect(read('a=1', 'a=1&a=1').fault?.sub_msg).toMatch(/^参数无效：a .+。a: /)
})

test('NUL, bytes of another charset and floods of parameters are refused by name', () => {
  expect(read('subject=a%00b').fault?.sub_msg).toMatch(
    /^参数无效：subject .+。subject: holds a NUL/,
  )
  expect(read('subject=%ff%fe').fault?.sub_msg).toMatch(
    /^参数无效：subject .+。subject: its bytes are not utf-8/,
  )
  expect(read('charset=gbk&subject=%ff%ff').fault?.sub_msg).toMatch(
    /^参数无效：subject .+。subject: its bytes are not gbk/,
  )
  const flood = Array.from({ length: 201 }, (_, n) => `p${n}=1`).join('&')
  expect(read(flood).fault?.sub_msg).toMatch(/more than 200/)
  expect(read('a%00=1').fault?.sub_msg).toMatch(/^参数无效：a .+。a: /)
})

/** The rule as a pattern: slow, and plain to see. */
const byPattern = (text: string) =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )

test('whatever bytes come, pairs are split and unescaped as the rule says', () => {
  const piece = fc.constantFrom('%', '+', '=', '&', '4', 'a', 'F', 'g', '%20', '%e9', '%C', '\x80')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      const expected = text
        .split('&')
        .filter((part) => part !== '')
        .map((part) => {
          const at = part.indexOf('=')
          const name = at < 0 ? part : part.slice(0, at)
          return [byPattern(name), byPattern(at < 0 ? '' : part.slice(at + 1))]
        })
      const pairs = splitUrlencoded(text, 'body')
      expect(pairs.map(({ name, value }) => [name, value])).toEqual(expected)
    }),
  )
})

import { expect, test } from 'vitest'

import { isInside, publicLookup } from '#notify/address.ts'

test('addresses of private networks are inside, in every spelling', () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'ff02::1',
    'no address',
  ]
  expect(inside.filter((address) => !isInside(address))).toEqual([])
  const outside = [
    '1.1.1.1',
    '172.32.0.1',
    '192.169.0.1',
    '8.8.8.8',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
  ]
  expect(outside.filter(isInside)).toEqual([])
})

test('a name that leads inside is refused when connecting', async () => {
  const error = await new Promise<Error | null>((done) => {
    publicLookup('localhost', {}, (fault) => done(fault))
  })
  expect(error?.message).toMatch(/localhost is an address inside/)
})

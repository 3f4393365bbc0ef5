import { createHmac } from 'node:crypto'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { Hmac } from '#kernel/keys.ts'

const signed = fc.record({
  key: fc.uint8Array({ maxLength: 64 }),
  messages: fc.array(fc.uint8Array({ maxLength: 600, size: 'max' }), { minLength: 1 }),
})

it("is Node's HMAC-SHA-256 for any keys and messages, one after the other", () => {
  fc.assert(
    fc.property(fc.array(signed, { maxLength: 5 }), (keyed) => {
      const hmac = new Hmac()
      for (const { key, messages } of keyed) {
        hmac.key(key)
        for (const message of messages) {
          const wanted = createHmac('sha256', key).update(message).digest()
          expect(hmac.sign(message)).toEqual(wanted)
        }
      }
    }),
  )
})

it('takes no key of more than a block, which would have to be hashed first', () => {
  expect(() => new Hmac().key(new Uint8Array(65))).toThrow(/a key fits/)
})

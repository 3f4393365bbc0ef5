import { createHmac } from 'node:crypto'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import {
  freshKeyringText,
  KeyringError,
  keyOf,
  loadOrCreateKeyring,
  mac,
  open,
  parseKeyring,
  purposes,
  seal,
} from '#kernel/keys.ts'

import { keyNamed, ringOf } from './support.ts'

describe('a key file', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongbao-keys-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is made once, for its owner alone, and read again', () => {
    const path = join(folder, 'deep', 'keys.json')
    const first = loadOrCreateKeyring(path)
    const text = readFileSync(path, 'utf8')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'deep'))).toEqual(['keys.json'])
    const sealed = seal(first, 'the same keys')
    expect(open(loadOrCreateKeyring(path), sealed)).toBe('the same keys')
    expect(readFileSync(path, 'utf8')).toBe(text)
    const keys = purposes.map((p) => first[p][0].secret.export().toString('hex'))
    expect(new Set(keys).size).toBe(purposes.length)
  })

  it('is refused when every user of the machine may read it', () => {
    const path = join(folder, 'keys.json')
    writeFileSync(path, freshKeyringText())
    chmodSync(path, 0o644)
    expect(() => loadOrCreateKeyring(path)).toThrow(/open to every user.*chmod 600/)
  })

  it('is named when it is broken', () => {
    const path = join(folder, 'keys.json')
    writeFileSync(path, '{"handle":', { mode: 0o600 })
    expect(() => loadOrCreateKeyring(path)).toThrow(`key file ${path}: is not JSON`)
  })
})

describe('a key ring', () => {
  const good = () => JSON.parse(freshKeyringText()) as Record<string, unknown>
  const secret = keyNamed('secret')
  const broken: readonly [string, unknown, RegExp][] = [
    ['not an object', [secret], /must be a JSON object/],
    ['a missing purpose', { ...good(), seal: undefined }, /"seal" must be a list/],
    ['a misplaced key', { ...good(), [secret]: [] }, /unknown purpose of 44 characters/],
    ['an empty list', { ...good(), pepper: [] }, /"pepper" must hold at least one key/],
    ['a bare key', { ...good(), token: [secret] }, /"token"\[0\] must be \{id, key\}/],
    ['a bad id', { ...good(), seed: [{ id: 'A b', key: secret }] }, /"seed"\[0\]\.id must be/],
    ['a key as id', { ...good(), seed: [{ id: secret, key: secret }] }, /"seed"\[0\]\.id must be/],
    ['a short key', { ...good(), handle: [{ id: 'a', key: secret.slice(4) }] }, /32 bytes/],
    [
      'an id twice',
      { ...good(), handle: [1, 2].map(() => ({ id: 'a', key: secret })) },
      /"handle" holds the id "a" twice/,
    ],
  ]

  it.each(broken)('tells %s without telling a key', (_, value, message) => {
    const error = thrownBy(() => parseKeyring(JSON.stringify(value)))
    expect(error.message).toMatch(message)
    expect(inspect(error)).not.toContain(secret.slice(4, 20))
  })

  it('tells broken JSON without quoting it', () => {
    const error = thrownBy(() => parseKeyring(`{"handle": ${secret}`))
    expect(error.message).toBe('key text: is not JSON')
    expect(inspect(error)).not.toContain(secret.slice(0, 8))
  })

  it('shows ids and no keys when it is printed', () => {
    const text = freshKeyringText()
    const ring = parseKeyring(text)
    const printed = inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify(ring)
    expect(printed).toContain('k1')
    for (const [key] of text.matchAll(/[A-Za-z0-9+/]{43}=/g)) expect(printed).not.toContain(key)
  })

  it('finds a key by its id', () => {
    expect(keyOf(ringOf('new', 'old'), 'pepper', 'old')?.id).toBe('old')
    expect(keyOf(ringOf('new', 'old'), 'pepper', 'gone')).toBeUndefined()
  })
})

describe('a sealed secret', () => {
  it('opens to what was sealed, after a rotation too, and is never the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        const sealed = seal(ringOf('k1'), plain)
        expect(open(ringOf('k2', 'k1'), sealed)).toBe(plain)
        expect(seal(ringOf('k1'), plain)).not.toBe(sealed)
      }),
    )
  })

  it('does not open when a character changed, or its key is gone or another', () => {
    const ring = ringOf('k1', 'k2')
    const sealed = seal(ring, 'a card number')
    const body = sealed.lastIndexOf('.') + 1
    for (let at = body; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'Q' : 'A'
      expect(() => open(ring, sealed.slice(0, at) + other + sealed.slice(at + 1))).toThrow(
        /changed/,
      )
    }
    expect(() => open(ring, sealed.replace('.k1.', '.k2.'))).toThrow(/changed/)
    expect(() => open(ringOf('k3'), sealed)).toThrow(/needs the seal key "k1"/)
    expect(() => open(ring, sealed.slice(0, 20))).toThrow(/cut short/)
    expect(() => open(ring, 'plain')).toThrow(/not in a form/)
  })
})

it('macs by the current token key, as any HMAC-SHA-256 does', () => {
  const [{ secret }] = ringOf('k1').token
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const wanted = createHmac('sha256', secret).update(text).digest('base64url')
      expect(mac(ringOf('k1'), text)).toBe(wanted)
    }),
  )
  expect(mac(ringOf('k1', 'k2'), 'text')).toBe(mac(ringOf('k1'), 'text'))
  expect(mac(ringOf('k2', 'k1'), 'text')).not.toBe(mac(ringOf('k1'), 'text'))
  expect(mac(ringOf('k1'), 'text')).toMatch(/^[\w-]{43}$/)
})

function thrownBy(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    if (error instanceof KeyringError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

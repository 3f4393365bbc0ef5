import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { strokeOf, type KeyLike } from '../../web/till/gun-keys.ts'
import { codeIn, gunDefaults, makeGun, type GunEvent } from '../../web/till/gun.ts'

const code = '281234567890123456'
const settings = { ...gunDefaults, codePrefix: '28', codeDigits: 18 }

type Press = Partial<KeyLike> & { key: string; wait?: number }

/** Plays keys `gap` milliseconds apart and lets the clock run on, as the page's timer would. */
function play(keys: (string | Press)[], gap: number, rest = 1000) {
  const gun = makeGun(settings)
  const events: GunEvent[] = []
  const swallowed: string[] = []
  let now = 1000
  const runTo = (then: number) => {
    for (let due = gun.dueAt(); due !== null && due < then; due = gun.dueAt()) {
      events.push(...gun.tick(due + 1))
    }
    now = then
  }
  for (const each of keys) {
    const press = typeof each === 'string' ? { key: each } : each
    runTo(now + (press.wait ?? gap))
    const answer = gun.press(strokeOf(keyEvent(press, now)))
    events.push(...answer.events)
    if (answer.swallow) swallowed.push(press.key)
  }
  runTo(now + rest)
  return { events, swallowed, typed: events.filter((each) => each.kind === 'typed') }
}

const keyEvent = ({ key, code: place, ...more }: Press, timeStamp: number): KeyLike => ({
  key,
  code: place ?? (/^[0-9]$/.test(key) ? `Digit${key}` : key),
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
  timeStamp,
})

const scanned = { kind: 'scanned', text: code, code, retract: 0 }

describe('a gun', () => {
  test('with Enter gives the code and swallows Enter', () => {
    const { events, swallowed } = play([...code, 'Enter'], 8)
    expect(events).toEqual([scanned])
    expect(swallowed.at(-1)).toBe('Enter')
  })

  test('without Enter gives the code after a silence', () => {
    expect(play([...code], 8).events).toEqual([scanned])
  })

  test.each([
    ['Tab', ['Tab']],
    ['CR LF as Enter and Ctrl+J', ['Enter', { key: 'j', ctrlKey: true }]],
    ['two Enters', ['Enter', 'Enter']],
    ['Ctrl+J alone', [{ key: 'j', ctrlKey: true }]],
    ['Ctrl+M', [{ key: 'm', ctrlKey: true }]],
    ['the number pad’s Enter', [{ key: 'Enter', code: 'NumpadEnter' }]],
  ])('with the suffix %s gives one code and lets nothing through', (_name, suffix) => {
    const { events, swallowed } = play([...code, ...suffix], 8)
    expect(events).toEqual([scanned])
    expect(swallowed.slice(-suffix.length)).toHaveLength(suffix.length)
  })

  test.each([
    ['AIM Code 128', [']', { key: 'Shift' }, 'C', '1']],
    ['AIM QR', [']', { key: 'Shift' }, 'Q', '3']],
    ['STX as Ctrl+B', [{ key: 'b', ctrlKey: true }]],
    ['STX itself', [{ key: '\u0002' }]],
  ])('with the prefix %s gives the bare code', (_name, prefix) => {
    expect(play([...prefix, ...code, 'Enter'], 8).events).toEqual([scanned])
  })

  test('reads through an input method, the number pad and a foreign layout', () => {
    const process = [...code].map((digit) => ({ key: 'Process', code: `Digit${digit}` }))
    const pad = [...code].map((digit) => ({ key: 'Home', code: `Numpad${digit}` }))
    const french = [...code].map((digit) => ({ key: 'é', code: `Digit${digit}` }))
    for (const keys of [process, pad, french]) {
      expect(play([...keys, { key: 'Process', code: 'Enter' }], 8).events).toEqual([scanned])
    }
  })

  test('of another barcode is told as no payment code and types nothing', () => {
    const { events } = play([...'6901234567892', 'Enter'], 8)
    expect(events).toEqual([{ kind: 'scanned', text: '6901234567892', code: null, retract: 0 }])
  })

  test('of another barcode that stalls is told whole, and as doubtful', () => {
    const keys = [...'20260305140709123'].map((key, i) => (i === 1 ? { key, wait: 90 } : key))
    const { events } = play([...keys, 'Enter'], 8)
    expect(events.at(-1)).toEqual({
      kind: 'scanned',
      text: '20260305140709123',
      code: null,
      retract: Infinity,
    })
  })

  test('that is slow takes its digits back', () => {
    const { events } = play([...code, 'Enter'], 90)
    expect(events.at(-1)).toEqual({ ...scanned, retract: 18 })
    expect(play([...code], 90).events.at(-1)).toEqual({ ...scanned, retract: 18 })
  })

  test('that stalls in the middle still gives one code', () => {
    const keys = [...code].map((key, i) => (i === 9 || i === 3 ? { key, wait: 180 } : key))
    expect(play([...keys, 'Enter'], 8).events.at(-1)).toEqual({ ...scanned, retract: 3 })
  })

  test('after a typed amount leaves the amount alone', () => {
    const keys = [
      '1',
      '2',
      ...[...code].map((key, i) => (i === 0 ? { key, wait: 700 } : { key, wait: 8 })),
    ]
    const { events } = play([...keys, { key: 'Enter', wait: 8 }], 150)
    expect(events).toEqual([{ kind: 'typed', key: '1' }, { kind: 'typed', key: '2' }, scanned])
  })
})

describe('a person', () => {
  test('types an amount and Enter', () => {
    const { typed, swallowed, events } = play([...'128.50', 'Enter'], 130)
    expect(typed.map((each) => each.key).join('')).toBe('128.50Enter')
    expect(events).toHaveLength(7)
    expect(swallowed).toEqual([])
  })

  test('who rolls three keys fast is still a person', () => {
    const { typed } = play(['9', '9', '0', 'Enter'], 12)
    expect(typed.map((each) => each.key)).toEqual(['9', '9', '0', 'Enter'])
  })

  test('whose fast amount has a decimal point is still a person', () => {
    const { typed, events } = play([...'1280.50', 'Enter'], 3)
    expect(typed.map((each) => each.key).join('')).toBe('1280.50Enter')
    expect(events).toHaveLength(8)
  })

  test('keeps the browser’s own shortcuts', () => {
    const { swallowed } = play(
      [
        { key: 'c', ctrlKey: true },
        { key: 'r', ctrlKey: true },
      ],
      300,
    )
    expect(swallowed).toEqual([])
  })
})

test('whatever the pace, a scanned code never stays behind as an amount', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 19, maxLength: 19 })
  fc.assert(
    fc.property(gaps, (waits) => {
      const keys = [...code, 'Enter'].map((key, i) => ({ key, wait: waits[i]! }))
      const { events } = play(keys, 8)
      let left = 0
      for (const each of events) {
        if (each.kind === 'typed') left += 1
        else left = Math.max(0, left - each.retract)
      }
      expect(left).toBe(0)
      expect(events.filter((each) => each.kind === 'scanned' && each.code === code)).toHaveLength(1)
    }),
  )
})

test('codeIn takes only whole codes of this network', () => {
  expect(codeIn(`\u0002]C1${code}\r\n`, settings)).toBe(code)
  expect(codeIn('28 1234 5678 9012 3456', settings)).toBe(code)
  expect(codeIn(code.slice(1), settings)).toBeNull()
  expect(codeIn(`13${code.slice(2)}`, settings)).toBeNull()
  expect(codeIn('12.50', settings)).toBeNull()
})

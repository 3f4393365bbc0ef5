import { expect, it } from 'vitest'

import { Facts, type DeviceFact, type Presented } from '#engine/facts.ts'
import { presentCodes } from '#engine/present.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { compose, defaultFormat, otpSync, stepAt } from '#paycode/derive.ts'
import { handlesFor, seedOf } from '#paycode/issue.ts'
import type { Candidate } from '#paycode/resolve.ts'
import { createCodeBook } from '#sim/world/code-book.ts'
import type { PayCommand } from '#trade/command.ts'

const now = Date.parse('2026-03-01T04:00:30Z')
const keyring = parseKeyring(freshKeyringText())
const seedKeyId = keyring.seed[0].id
const known: DeviceFact = {
  deviceNo: 7n,
  memberId: '2088000000000001',
  generation: 2,
  seedKeyId,
  name: 'phone',
  state: 'active',
}
const findDevices = (made: readonly Candidate[]) =>
  Promise.resolve(new Map(made.some(({ deviceNo }) => deviceNo === 7n) ? [[7n, known]] : []))

const pay = (code: string) => ({ kind: 'pay', code }) as PayCommand
const wrong = (code: string) => code.slice(0, -1) + String((Number(code.at(-1)) + 1) % 10)

function realCode(phone: { deviceNo: bigint; generation: number }, step: number, n: number) {
  const [handle] = handlesFor(keyring, defaultFormat, {
    deviceNo: phone.deviceNo,
    firstStep: step,
    count: 1,
  })
  const seed = seedOf(keyring, { ...phone, seedKeyId })
  return compose(defaultFormat, handle!, otpSync(seed, step, n, '', defaultFormat.otpDigits))
}

it('tells of codes what the real derivation tells', async () => {
  const book = createCodeBook(1)
  const facts = new Facts()
  const pairs: [real: PayCommand, booked: PayCommand][] = []
  for (const offset of [-70, -60, -2, -1, 0, 1, 2, 5, 7]) {
    for (const phone of [known, { ...known, generation: 1 }, { ...known, deviceNo: 8n }]) {
      const step = stepAt(now) + offset
      const [real, booked] = [realCode(phone, step, 3), book.make(phone, step, 3)]
      pairs.push([pay(real), pay(booked)], [pay(wrong(real)), pay(wrong(booked))])
    }
  }
  for (const code of ['28', '990000000000000000']) pairs.push([pay(code), pay(code)])
  // One at a time: of many unknown codes in one batch the real thing looks only the first up as stale.
  for (const [real, booked] of pairs) {
    const keys = { keyring, format: defaultFormat }
    await presentCodes([real], facts, keys, now, findDevices)
    await book.present([booked], facts, now, findDevices)
    const told = (command: PayCommand): Presented => facts.presented.get(command)!.code
    expect(told(booked)).toEqual(told(real))
  }
})

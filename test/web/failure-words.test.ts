import { expect, test } from 'vitest'

import { sayFailure } from '#web/ui/failure-words.ts'
import { failureCodes } from '#wire/codes.ts'

const languages = ['zh', 'en'] as const
const audiences = ['payer', 'cashier'] as const
const codes = [...failureCodes, 'OFFLINE', 'TIMEOUT']

test('every code has a whole sentence for both sides in both languages', () => {
  for (const code of codes) {
    for (const language of languages) {
      for (const audience of audiences) {
        const bare = sayFailure({ code }, language, audience)
        expect(bare, code).toMatch(language === 'zh' ? /[。]$/ : /[.]$/)
        expect(bare, code).not.toMatch(/undefined|NaN|Infinity/)
      }
    }
  }
})

test('a sentence uses the numbers of its detail', () => {
  const wrong = { code: 'WRONG_PAYMENT_PASSWORD', detail: { attemptsLeft: 1 } }
  expect(sayFailure(wrong, 'en', 'payer')).toContain('One try is left.')
  expect(sayFailure(wrong, 'zh', 'payer')).toContain('还可以试 1 次')
  const stale = { code: 'CODE_STALE', detail: { ageSeconds: 300 } }
  expect(sayFailure(stale, 'en', 'cashier')).toContain('5 minutes ago')
})

test('a setting’s password says nothing of money, and a used up SMS code asks for another', () => {
  for (const language of languages) {
    for (const code of ['WRONG_PAYMENT_PASSWORD', 'PAYMENT_PASSWORD_LOCKED']) {
      const money = /没有扣款|No money moved/
      expect(sayFailure({ code }, language, 'payer')).toMatch(money)
      const told = sayFailure({ code, detail: { setting: true } }, language, 'payer')
      expect(told).not.toMatch(money)
    }
  }
  const over = { code: 'WRONG_SMS_CODE', detail: { attemptsLeft: 0 } }
  expect(sayFailure(over, 'en', 'payer')).toBe('This code is no longer valid. Get a new one.')
  expect(sayFailure(over, 'zh', 'payer')).not.toContain('0')
})

test('a code of a newer server is told in its own words', () => {
  const failure = { code: 'SOMETHING_NEW', message: 'The moon is full.' }
  expect(sayFailure(failure, 'zh', 'payer')).toBe('The moon is full.')
})

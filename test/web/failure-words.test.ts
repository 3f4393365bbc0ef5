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

test('a code of a newer server is told in its own words', () => {
  const failure = { code: 'SOMETHING_NEW', message: 'The moon is full.' }
  expect(sayFailure(failure, 'zh', 'payer')).toBe('The moon is full.')
})

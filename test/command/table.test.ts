import { expect, test } from 'vitest'

import { clip } from '../../src/command/language.ts'

test('a text is cut to its columns, of which a Chinese character takes two', () => {
  expect(clip('latte', 5)).toBe('latte')
  expect(clip('latte, large', 6)).toBe('latte…')
  expect(clip('大杯拿铁', 8)).toBe('大杯拿铁')
  expect(clip('大杯拿铁', 7)).toBe('大杯拿…')
  expect(clip('大杯拿铁', 6)).toBe('大杯…')
  expect(clip('👍👍👍', 2)).toBe('👍…')
})

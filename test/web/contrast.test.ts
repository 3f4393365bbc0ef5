import { expect, test } from 'vitest'

import { palette, type Palette, type Scheme } from '#web/ui/tokens.ts'

/** Relative luminance of `#RRGGBB`, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Every text and the grounds it stands on. */
const pairs: [keyof Palette, (keyof Palette)[]][] = [
  ['text', ['page', 'card', 'sunken']],
  ['textSecondary', ['page', 'card', 'sunken']],
  ['textWeak', ['page', 'card']],
  ['primary', ['page', 'card']],
  ['primaryStrong', ['primarySoft', 'card']],
  ['onPrimary', ['primary', 'accent']],
  ['accent', ['card', 'accentSoft']],
  ['danger', ['page', 'card', 'dangerSoft']],
]

test.each(Object.keys(palette) as Scheme[])('text can be read in %s', (scheme) => {
  const colours = palette[scheme]
  for (const [text, grounds] of pairs) {
    for (const ground of grounds) {
      const ratio = contrast(colours[text], colours[ground])
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

/** Control characters, ends of line, and those that turn the direction of writing; what joins emoji is none of them. */
const unplain = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

/**
 * Whether a text reads everywhere as it was written. One that turns the direction of writing shows another amount or
 * name than it holds, and one with line feeds makes lines of its own in receipts, bills and exports.
 */
export const isPlain = (text: string): boolean => !unplain.test(text)

/** What is wrong with a text that is not plain, after the name of its field. */
export const notPlain =
  'holds a line feed, another control character, or one that turns the direction of writing; leave it out'

/** The characters of a text as people count them in limits: code points, of which an emoji may take several. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

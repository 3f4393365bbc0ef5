import type { Locator, Page } from 'playwright-core'

/** The amounts on a page that do not stand on one line, as they read. */
export const brokenAmounts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const broken: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const found of (node.nodeValue ?? '').matchAll(/[+−]?¥[\d,]+\.\d{2}/g)) {
        const range = document.createRange()
        range.setStart(node, found.index)
        range.setEnd(node, found.index + found[0].length)
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top))
        if (new Set(tops).size > 1) broken.push(found[0])
      }
    }
    return broken
  })

/** How many groups of a long number stand on each of its lines. */
export const linesOf = (number: Locator): Promise<number[]> =>
  number.evaluate((element) => {
    const lines = new Map<number, number>()
    for (const group of element.querySelectorAll('span')) {
      const top = Math.round(group.getBoundingClientRect().top)
      lines.set(top, (lines.get(top) ?? 0) + 1)
    }
    return [...lines.values()]
  })

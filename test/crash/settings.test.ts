import { readFileSync, writeFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { describeSettings } from '#config'

const page = new URL('../../docs/operate/running.md', import.meta.url)
const between = /(<!-- settings -->\n)[\s\S]*?(\n<!-- end of settings -->)/

/** The settings as a table of the page. TONGBAO_WRITE_DOCS=1 writes it anew. */
function table(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const rows = describeSettings().map(
    (one) =>
      `| \`${one.name}\` | ${one.default === '' ? '' : `\`${one.default}\``} | ` +
      `${cell(one.describe)} (${cell(one.allowed)})${one.secret ? '; secret' : ''} |`,
  )
  return ['| setting | default | what it is for |', '|---|---|---|', ...rows].join('\n')
}

test('docs/operate/running.md lists every setting as it is', () => {
  const text = readFileSync(page, 'utf8')
  const current = text.replace(between, (_, begin: string, end: string) => begin + table() + end)
  if (process.env['TONGBAO_WRITE_DOCS'] === '1') writeFileSync(page, current)
  else expect(text).toBe(current)
  expect(current).toContain('`TONGBAO_MODE`')
})

test('docs/operate/promises.md names tests that exist', () => {
  const promises = new URL('../../docs/operate/promises.md', import.meta.url)
  const links = [...readFileSync(promises, 'utf8').matchAll(/\]\(([^)]+\.(?:ts|md))\)/g)]
  expect(links.length).toBeGreaterThan(8)
  for (const [, link = ''] of links) {
    expect(readFileSync(new URL(link, promises), 'utf8').length, link).toBeGreaterThan(0)
  }
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const folder = join(import.meta.dirname, 'public/icons')
/**
 * Every PNG that a phone's home screen wants, drawn from the two SVGs by Chromium: `node
 * web/ui/make-icons.ts`.
 */
const icons = [
  { file: 'icon-192.png', svg: 'app-icon.svg', size: 192 },
  { file: 'icon-512.png', svg: 'app-icon.svg', size: 512 },
  { file: 'apple-touch-icon.png', svg: 'app-icon.svg', size: 180 },
  { file: 'favicon-32.png', svg: 'logo.svg', size: 32 },
]

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
for (const { file, svg, size } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const source = readFileSync(join(folder, svg), 'utf8')
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${source}`)
  writeFileSync(join(folder, file), await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()

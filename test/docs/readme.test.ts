import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { World } from '../command/world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The targets of a page's links within the project. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target))

describe.each(['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'docs/decisions/README.md'])(
  '%s',
  (page) => {
    it('links to what is there', () => {
      const missing = linksOf(read(page)).filter(
        (target) => !existsSync(join(root, dirname(page), target)),
      )
      expect(missing).toEqual([])
    })
  },
)

describe('the example with the SDK', () => {
  const world = new World()

  beforeAll(async () => {
    await world.prepare()
    await world.start()
  })
  afterAll(() => world.remove())

  it('stands in both READMEs as it is run', () => {
    const code = read('docs/examples/pay.mjs').trimEnd()
    for (const page of ['README.md', 'README.zh-CN.md']) expect(read(page)).toContain(code)
  })

  it('pays', async () => {
    const { PATH, HOME } = process.env
    const { stdout } = await promisify(execFile)(process.execPath, ['docs/examples/pay.mjs'], {
      cwd: root,
      env: { PATH, HOME, TONGBAO_DATA: world.folder },
    })
    expect(stdout).toMatch(/^10000 Success \d{28}\n$/)
  })
})

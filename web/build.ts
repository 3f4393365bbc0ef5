import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

import { outFolder, webApps, type WebApp } from './apps.ts'

const root = resolve(import.meta.dirname, '..')
/** What the pages are made of; a change in any of it makes the built pages stale. */
const sources = [
  'web',
  'src/wire',
  'src/paycode',
  'src/kernel',
  'vite.config.ts',
  'package-lock.json',
]

/** Apps whose folder has a page. */
const present = () => webApps.filter((app) => existsSync(join(root, 'web', app, 'index.html')))

function newest(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info) return 0
  if (!info.isDirectory()) return info.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/**
 * Whether every app's built page is at least as new as the newest source. Reads file times only; a
 * few milliseconds.
 */
export function webIsFresh(): boolean {
  const changed = Math.max(...sources.map((path) => newest(join(root, path))))
  return present().every((app) => {
    const built = statSync(join(outFolder(app), 'index.html'), { throwIfNoEntry: false })
    return built !== undefined && built.mtimeMs >= changed
  })
}

/** What a first visit loads, in bytes of gzip: the page, and the scripts and styles it names. */
function firstLoad(app: WebApp): number {
  const folder = outFolder(app)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const assets = [...page.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g)]
  const files = ['index.html', ...assets.map((match) => match[1]!)]
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
}

/**
 * Builds the web apps into `dist/web/<app>`, one Vite build each; `only` names one of them. Silent
 * but for warnings. Answers each app's first load in bytes of gzip. Throws what Vite throws.
 */
export async function buildWeb({ only }: { only?: WebApp } = {}): Promise<Map<WebApp, number>> {
  // Loaded here, so that a start with fresh pages does not wait for the bundler.
  const [{ build }, { appConfig }] = await Promise.all([
    import('vite'),
    import('../vite.config.ts'),
  ])
  const sizes = new Map<WebApp, number>()
  for (const app of present().filter((name) => !only || name === only)) {
    await build({ ...appConfig(app), logLevel: 'warn' })
    sizes.set(app, firstLoad(app))
  }
  return sizes
}

if (import.meta.main) {
  const only = webApps.find((app) => app === process.argv[2])
  for (const [app, bytes] of await buildWeb(only ? { only } : {})) {
    console.log(`dist/web/${app}: first load ${(bytes / 1000).toFixed(0)} KB gzip`)
  }
}

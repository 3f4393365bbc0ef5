import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The Chromium for browser tests: the one given, or one in its usual places, or, on a Debian where we may, one
 * installed now together with a Chinese font. Undefined when there is none to be had.
 */
export function findChromium(given: string | undefined): string | undefined {
  if (given) return existsSync(given) ? given : undefined
  const found = places.find((place) => existsSync(place))
  if (found) return found
  if (existsSync('/etc/debian_version')) installChromium()
  return places.find((place) => existsSync(place))
}

function installChromium(): void {
  const isRoot = process.getuid?.() === 0
  const maySudo = () => spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  if (!isRoot && !maySudo()) return
  const apt = (...args: string[]) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args]
    const [program = 'env', ...rest] = isRoot ? command : ['sudo', '-n', ...command]
    spawnSync(program, rest, { stdio: 'inherit' })
  }
  console.log('Installing chromium and fonts-noto-cjk for the browser tests')
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
}

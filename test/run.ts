/**
 * `npm test`: everything that is checked, from types to the browser, with one count at the end. It needs nothing but
 * what `npm ci` brought; a Chromium is looked for and, where that is allowed, installed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { findChromium } from './setup/chromium.ts'

const root = join(import.meta.dirname, '..')
const binaries = join(root, 'node_modules', '.bin')

/** Scripts of package.json that check without running tests; each counts as one. */
const checks = ['types', 'lint', 'format:check', 'dead', 'web:build']

type Count = { passed: number; failed: number }

function run(command: string, args: string[], env: NodeJS.ProcessEnv): boolean {
  console.log(`\n$ ${command.split('/').at(-1)} ${args.join(' ')}`)
  const done = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' })
  if (done.error) console.error(done.error.message)
  return done.status === 0
}

function runChecks(env: NodeJS.ProcessEnv): Count {
  const failed = checks.filter((name) => !run('npm', ['run', '--silent', name], env))
  for (const name of failed) console.error(`npm run ${name} failed`)
  return { passed: checks.length - failed.length, failed: failed.length }
}

type Report = {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

/** A file that cannot be loaded has no tests to fail, so it counts as one; so does an error outside of any test. */
function runTests(env: NodeJS.ProcessEnv): Count {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-report-'))
  const file = join(folder, 'report.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const well = run(process.execPath, [vitest, 'run', ...reporters], env)
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  rmSync(folder, { recursive: true })
  const unloaded = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  )
  const failed = report.numFailedTests + unloaded.length
  return { passed: report.numPassedTests, failed: failed === 0 && !well ? 1 : failed }
}

function main(): void {
  if (!existsSync(binaries)) {
    console.error('The packages are not installed. Run npm ci first.')
    process.exitCode = 1
    return
  }
  const chromium = findChromium(process.env['TONGBAO_CHROMIUM'])
  if (!chromium) {
    console.error(
      'Chromium is missing, and the browser tests need it. Install chromium, or set TONGBAO_CHROMIUM to its path.',
    )
    process.exitCode = 1
    return
  }
  const env = {
    ...process.env,
    PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`,
    TONGBAO_CHROMIUM: chromium,
  }
  const counts = [runChecks(env), runTests(env)]
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

main()

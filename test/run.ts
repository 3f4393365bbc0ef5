/**
 * `npm test`: everything that is checked, from types to the browser, with one count at the end. It needs nothing but
 * what `npm ci` brought; a Chromium is looked for and, where that is allowed, installed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'

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

type FileResult = { name: string; status: string; assertionResults: { status: string }[] }
type Report = { testResults: FileResult[] }

const failedIn = ({ status, assertionResults }: FileResult): number => {
  const failed = assertionResults.filter((result) => result.status === 'failed').length
  // A file that cannot be loaded, or whose set-up fails, has no failed test and counts as one.
  return failed === 0 && status === 'failed' ? 1 : failed
}

const passedIn = ({ assertionResults }: FileResult): number =>
  assertionResults.filter((result) => result.status === 'passed').length

type Run = { well: boolean; results: FileResult[] | undefined }

function runVitest(env: NodeJS.ProcessEnv, files: string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-report-'))
  const file = join(folder, 'report.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const well = run(process.execPath, [vitest, 'run', ...reporters, ...files], env)
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
  rmSync(folder, { recursive: true })
  return { well, results: report?.testResults }
}

/**
 * A browser that a busy machine starves fails a test that is right. Files of browser tests that fail are run once more, with the
 * machine to themselves, and what then happens counts; nothing else has a second chance, since a failure under chance inputs is a find.
 */
function runTests(env: NodeJS.ProcessEnv): Count {
  const { well, results } = runVitest(env, [])
  if (!results) return { passed: 0, failed: 1 }
  const again = results.filter((file) => failedIn(file) > 0 && file.name.includes('/test/browser/'))
  const kept = results.filter((file) => !again.includes(file))
  const names = again.map(({ name }) => relative(root, name))
  if (names.length > 0) console.log(`\nonce more, by themselves: ${names.join(', ')}`)
  const second = names.length > 0 ? runVitest(env, names) : { well, results: [] }
  const counted = [...kept, ...(second.results ?? again)]
  const sum = (count: (file: FileResult) => number) =>
    counted.reduce((total, file) => total + count(file), 0)
  const failed = sum(failedIn)
  // An error outside of any test makes vitest fail where no test does.
  return { passed: sum(passedIn), failed: failed === 0 && !second.well ? 1 : failed }
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

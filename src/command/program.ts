import { Command, CommanderError } from 'commander'

import manifest from '../../package.json' with { type: 'json' }
import { addApp } from './app.ts'
import { CommandFailure } from './failure.ts'
import { addPhone } from './phone.ts'
import { endWith } from './signals.ts'
import { addStandin } from './standin/add.ts'
import { settingsTable } from './settings.ts'

const examples = `
Examples:
  tongbao start                                  everything on this machine, with a town to try it in
  TONGBAO_PORT=9000 tongbao start                on ports 9000 (HTTP), 9001 (HTTPS), 9002 (PostgreSQL)
  tongbao phone code --phone 13800000001         a payment code, as the wallet shows it
  tongbao phone watch --phone 13800000001        what that phone is told, as it happens
  tongbao app create --merchant 2088… --name till
                                                 keys or certificates for a merchant's programs
  tongbao audit                                  check every rule of the books, also while it runs
  tongbao stand-in --json                        a throwaway network for a test run, ready in seconds
  DATABASE_URL=postgres://… tongbao serve        one of several servers on one database

Settings come from the environment; \`tongbao settings\` lists them all. The first to know:
`
const first = ['TONGBAO_PORT', 'TONGBAO_DATA', 'DATABASE_URL', 'TONGBAO_MODE']

/**
 * Runs one command of the line. An expected failure is one sentence on standard error and exit
 * status 1 (2 for a line that cannot be read); a bug keeps its stack.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = buildProgram()
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    report(error, argv.includes('--json'))
    endWith(error instanceof CommandFailure ? error.exit : 1)
  }
}

function buildProgram(): Command {
  const program = new Command('tongbao')
  program
    .description('Tongbao 通宝: run your own Alipay-style payment network')
    .version(manifest.version)
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', () => examples + settingsTable(first))
  program
    .command('start')
    .description('start everything in one process and print where to click')
    .addHelpText('after', () => `\nSettings:\n${settingsTable()}`)
    .action(async () => (await import('./start.ts')).start())
  program
    .command('serve')
    .description('serve the pages and the APIs; any number may run on one database')
    .action(async () => (await import('./serve.ts')).serve())
  program
    .command('work')
    .description('send notifications and close what is overdue; any number may run on one database')
    .action(async () => (await import('./work.ts')).work())
  program
    .command('migrate')
    .description('bring the database to this version')
    .action(async () => (await import('./migrate.ts')).migrateDatabase())
  program
    .command('bank-sim')
    .description("run the demo's banks alone; start and stand-in do so by themselves")
    .option('--port <port>', 'where they listen, on this machine; TONGBAO_BANK_PORT by default')
    .option('--data <folder>', 'the data folder of the platform that they serve')
    .option('--memory', 'forget everything at the end')
    .action(async (options) => (await import('./bank-sim.ts')).bankSim(options))
  program
    .command('audit')
    .description('check the rules of the books; exit status 1 where one is broken')
    .option('--json', 'answer in JSON')
    .action(async (options) => (await import('./audit.ts')).auditBooks(options))
  program
    .command('reconcile')
    .argument('[day]', 'of the banks’ books, in Beijing; today by default')
    .description(
      "hold the banks' statements of a day against our books; exit status 1 where they differ, 2 where a bank gives none",
    )
    .option('--bank <code>', 'this bank alone')
    .option('--json', 'answer in JSON')
    .action(async (day, options) => (await import('./reconcile.ts')).reconcileDay(day, options))
  addApp(program)
  addPhone(program)
  addStandin(program)
  program
    .command('settings')
    .description('list every setting, what it may be and its default')
    .action(() => void process.stdout.write(`${settingsTable()}\n`))
  return program
}

/** Failures that say themselves what to do; anything else is a bug, and its stack helps. */
const expected = new Set([
  'SetupError',
  'KeyringError',
  'CommandFailure',
  'ApiFailure',
  'Unreachable',
])

function report(error: unknown, json: boolean): void {
  if (!(error instanceof Error) || !expected.has(error.name)) {
    console.error(error)
    return
  }
  process.stderr.write(`${error.message}\n`)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'SETUP'
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message: error.message } })}\n`)
}

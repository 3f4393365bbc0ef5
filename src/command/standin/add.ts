import type { Command } from 'commander'

/** Adds the commands of the stand-in; each is loaded when it is called. */
export function addStandin(program: Command): void {
  program
    .command('stand-in')
    .description(
      'a throwaway network for one run of tests, ready in seconds; its folder goes with it',
    )
    .option('--port <port>', 'where it listens; a free port by default')
    .option('--town <town>', 'demo, empty, or a JSON file of people and shops', 'demo')
    .option('--json', 'print one line of JSON when it is ready: what town.json holds')
    .action(async (options) => (await import('../standin.ts')).standIn(options))
  program
    .command('doctor')
    .argument('[file]', 'what was sent or received, sign included; standard input by default')
    .description('say whether a signature verifies, and why not')
    .option('--app <appId>', 'whose keys to use, where the text does not say')
    .option('--kind <kind>', 'request, response or notification, where the text does not say')
    .option('--key <file>', 'check with this public key, without a server')
    .option('--server <url>', 'where Tongbao listens')
    .option('--json', 'answer in JSON')
    .action(async (file, options) => (await import('../doctor.ts')).doctor(file, options))
  addFaults(program)
  program
    .command('time')
    .argument('[by]', 'how far to move the clock forward: +2h, 1d12h')
    .description('show or move the clock of the demo: retries, timeouts and bills follow')
    .option('--next', 'to what is due next: a retry of a notification, the end of an order')
    .option('--server <url>', 'where Tongbao listens')
    .option('--json', 'answer in JSON')
    .action(async (by, options) => (await import('../time.ts')).time(by, options))
}

const faultExamples = `
Kinds:
  late           the answer comes after --delay
  silent         the work is done, and the connection ends after --delay without an answer
  busy           20000, and nothing is done
  unknown        20000, and the work is done all the same
  waiting        10003; after --delay the payer agrees, refuses or says nothing (--then)
  stale          the payment code is too old
  notify-twice   a notification comes twice
  notify-late    a notification comes after --delay
  notify-after   a notification comes after a later one of the app, or after --delay
  bank-silent    a bank does what it is asked and never answers: it times out
  bank-late      a bank answers after --delay
  bank-down      a bank does nothing and says 503

Examples:
  tongbao fault add silent --method alipay.trade.pay     the next payment is made and never answered
  tongbao fault add busy --skip 2 --times 3              calls 3 to 5 find the gateway busy
  tongbao fault add waiting --then failure --delay 3s    the next payer is asked and says no
  tongbao fault add bank-silent --bank ICBC --times all  ICBC times out until the fault is cleared
  tongbao fault export > flaky.json; tongbao fault import flaky.json`

function addFaults(program: Command): void {
  const fault = program
    .command('fault')
    .description('have calls and notifications go wrong on purpose; demo mode alone')
    .addHelpText('after', faultExamples)
  const verb = (line: string, description: string): Command =>
    fault
      .command(line)
      .description(description)
      .option('--server <url>', 'where Tongbao listens')
      .option('--json', 'answer in JSON')

  verb('add <kind>', 'set a fault')
    .option('--app <appId>', 'calls of this app alone')
    .option('--method <name>', 'calls of this method alone')
    .option('--bank <code>', 'of bank- kinds: this bank alone')
    .option('--skip <n>', 'calls let through first', '0')
    .option('--times <n>', 'calls spoilt, or all', '1')
    .option('--delay <duration>', 'such as 500ms or 3s')
    .option('--then <outcome>', 'after a 10003: success, failure or silence')
    .action(async (kind, options) => (await import('../fault.ts')).addFault(kind, options))
  verb('list', 'what is set, and what it did').action(async (options) =>
    (await import('../fault.ts')).listFaults(options),
  )
  verb('clear [faultId]', 'end one fault, or all').action(async (faultId, options) =>
    (await import('../fault.ts')).clearFaults(faultId, options),
  )
  verb('export', 'print the faults, to be imported elsewhere').action(async (options) =>
    (await import('../fault.ts')).exportFaults(options),
  )
  verb('import <file>', 'set the faults of a file instead of all').action(async (file, options) =>
    (await import('../fault.ts')).importFaults(file, options),
  )
}

import type { Command } from 'commander'

const examples = `
Examples:
  tongbao phone code --phone 13800000001              a fresh payment code; needs no server once it has codes
  tongbao phone watch --phone 13800000001 --json      every event, one JSON object a line
  tongbao phone confirm --phone 13800000004 --json    pay what waits for the payment password
  tongbao phone pay 'http://…/q/…' --phone 13800000001
                                                      pay an order by the text of its QR
  tongbao phone login --phone 13900000000 --password 246813 --name 小新
                                                      sign up someone who is not in the town

The phone keeps its session, seed and handles in <data>/phones/<number>.json. The server and the payment
password come from <data>/town.json; --server and --password say otherwise.`

/**
 * Adds `tongbao phone …`: a payer that scripts can drive. Each verb is loaded when it is called.
 */
export function addPhone(program: Command): void {
  const phone = program
    .command('phone')
    .description('a scripted payer: codes, confirmations, orders, balance, bills, events')
    .addHelpText('after', examples)

  const verb = (name: string, description: string): Command =>
    phone
      .command(name)
      .description(description)
      .requiredOption('--phone <number>', 'whose phone: 11 digits')
      .option('--json', 'answer in JSON')
      .option('--server <url>', 'where Tongbao listens')
      .option('--password <digits>', 'the payment password')
      .option('--sms-code <digits>', 'the login code, where text messages go to real phones')

  verb('code', 'make a payment code, offline when it can; never the same twice')
    .option('--offline', 'do not ask the server at all')
    .action(async (options) => (await import('./phone/code.ts')).code(options))
  verb('balance', 'print the balance in yuan').action(async (options) =>
    (await import('./phone/balance.ts')).balance(options),
  )
  verb('watch', 'print events as they come, until stopped')
    .option('--after <eventId>', 'begin after this event instead of now; 0 for all')
    .option('--count <n>', 'end after so many events')
    .action(async (options) => (await import('./phone/watch.ts')).watch(options))
  verb('confirm', 'pay what waits for the payment password')
    .option('--wait <seconds>', 'how long to wait for something to confirm', '10')
    .option('--trade <tradeNo>', 'this payment instead of the newest')
    .action(async (options) => (await import('./phone/confirm.ts')).confirm(options))
  verb('pay <text>', 'pay an order by its QR, its page or an app’s order string')
    .usage('<text> --phone <number> [options]')
    .action(async (text, options) => (await import('./phone/pay.ts')).pay(text, options))
  verb('refuse', 'say no to what waits for the payment password')
    .option('--wait <seconds>', 'how long to wait for something to refuse', '10')
    .option('--trade <tradeNo>', 'this payment instead of the newest')
    .action(async (options) => (await import('./phone/confirm.ts')).refuse(options))
  verb('bills', 'print the newest bills')
    .option('--cursor <cursor>', 'the page after this one: `next` of the answer before')
    .action(async (options) => (await import('./phone/bills.ts')).bills(options))
  verb('login', 'log in anew or sign up, and turn payment codes on')
    .option('--name <name>', 'the name of someone new')
    .action(async (options) => (await import('./phone/login.ts')).login(options))
}

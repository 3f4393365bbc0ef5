import type { Command } from 'commander'

/** Adds the commands of the stand-in; each is loaded when it is called. */
export function addStandin(program: Command): void {
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
}

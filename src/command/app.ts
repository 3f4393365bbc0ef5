import type { Command } from 'commander'

const examples = `
Examples:
  tongbao app create --merchant 2088… --name till                     with a key pair made here
  tongbao app create --merchant 2088… --name till --certificate       with certificates and a key pair made here
  tongbao app create --merchant 2088… --name till --request app.csr   with certificates, the key stays with you
  tongbao app create --merchant 2088… --name till --public-key app.pem
  tongbao app allow --app 2021… --merchant 2088…                      a token for a service provider's app

The files of an app are written to <data>/keys/<app id>, or where --out says.`

/** Adds `tongbao app …`: apps of the gateway. Each verb is loaded when it is called. */
export function addApp(program: Command): void {
  const app = program
    .command('app')
    .description('apps of the gateway: their keys and certificates, and whom they act for')
    .addHelpText('after', examples)
  app
    .command('create')
    .description('make an app for a merchant, and write down what its programs need')
    .requiredOption('--merchant <id>', 'whose app: 2088 and 12 digits')
    .requiredOption('--name <name>', 'what it is called')
    .option('--public-key <file>', "the merchant's own public key: PEM, or base64 of it")
    .option('--certificate', 'work with certificates, of a key pair made here')
    .option('--request <file>', 'work with certificates, of this request (PKCS #10, PEM)')
    .option('--notify-url <url>', 'where notifications go that name no place of their own')
    .option('--out <folder>', 'where the files are written')
    .option('--json', 'answer in JSON')
    .action(async (options) => (await import('./app/create.ts')).create(options))
  const between = (name: string, description: string): Command =>
    app
      .command(name)
      .description(description)
      .requiredOption('--app <id>', "the provider's app")
      .requiredOption('--merchant <id>', 'the merchant that it acts for')
      .option('--json', 'answer in JSON')
  between('allow', "let a service provider's app act for a merchant, and print the token")
    .option('--days <n>', 'how long, 1 to 3650 days', '365')
    .action(async (options) => (await import('./app/allow.ts')).allow(options))
  between('end', 'end what a merchant allowed an app').action(async (options) =>
    (await import('./app/allow.ts')).end(options),
  )
}

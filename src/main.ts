// The command line. Each subcommand is loaded when it is called, so that a short one stays quick.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runCommandLine } = await import('./command/program.ts')
await runCommandLine(process.argv)

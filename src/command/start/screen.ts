import { relative } from 'node:path'
import { styleText } from 'node:util'

import type { Town } from '#town/file.ts'

import { table, type Language } from '../language.ts'
import { terminalQr } from './qr.ts'
import { startWords } from './words.ts'

export type ScreenOptions = {
  language: Language
  dataDir: string
  logFile: string
  /** Whether a person looks at it: then the QR code for a phone is drawn. */
  tty: boolean
}

type Row = readonly string[]

/** What a start prints last: where to click, who lives in the town, which keys to use. */
export function startScreen(town: Town, options: ScreenOptions): string {
  const words = startWords(options.language)
  const near = (path: string) => {
    const shown = relative(process.cwd(), path)
    return shown.startsWith('..') ? path : shown
  }
  const head = (text: string) => styleText(['bold', 'green'], text, { stream: process.stdout })
  const list = (title: string, names: Row, rows: readonly Row[]) =>
    rows.length === 0 ? [] : ['', head(title), table([names, ...rows])]
  const links: Row[] = [
    [words.home, `${town.endpoint}/`],
    [words.wallet, town.wallet],
    [words.till, town.till],
    ...(town.mode === 'demo' ? [[words.sms, town.sms]] : []),
    ...(town.banks ? [[words.banks, `${town.banks.url}/`]] : []),
    [words.gateway, town.gateway],
  ]
  const lines = [
    '',
    head(words.running),
    table(links),
    ...list(
      words.people,
      words.peopleHead,
      town.people.map((one) => [one.phone, one.name, one.paymentPassword, one.balance]),
    ),
    ...list(
      words.cashiers,
      words.cashiersHead,
      town.cashiers.map((one) => [one.login, one.password, one.merchant, one.store, one.terminal]),
    ),
    ...list(
      words.apps,
      words.appsHead,
      town.apps.flatMap((app) => [
        [app.appId, app.merchant, near(app.privateKeyFile)],
        ['', '', near(app.platformPublicKeyFile)],
      ]),
    ),
    ...phoneLines(town, options),
    '',
    ...tryLines(town, words.try),
    words.kept(near(options.dataDir) || '.', near(options.logFile)),
    '',
  ]
  return `${lines.join('\n')}\n`
}

function tryLines(town: Town, title: string): string[] {
  const person = town.people[0]
  return person ? [`${title}: npx tongbao phone code --phone ${person.phone}`] : []
}

function phoneLines(town: Town, options: ScreenOptions): string[] {
  const { walletHttps, ca } = town
  if (walletHttps === null || town.publicUrls.length === 0) return []
  const words = startWords(options.language)
  const links: Row[] = [
    [words.wallet, walletHttps],
    ...(ca === null ? [] : [[words.ca, `${town.publicUrls[0]}/ca.crt`]]),
  ]
  const qr = options.tty ? terminalQr(walletHttps).lines.map((line) => `  ${line}`) : []
  const title = styleText(['bold', 'green'], words.phone, { stream: process.stdout })
  return ['', title, table(links), ...qr]
}

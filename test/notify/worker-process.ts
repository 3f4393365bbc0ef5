// A worker in a process of its own, for tests that kill it. Says `ready` when it takes work.
import { openDb } from '#kernel/db.ts'
import { parseKeyring } from '#kernel/keys.ts'
import { createLog } from '#kernel/log.ts'
import { startWorker } from '#notify/worker.ts'

import { openScene } from '../engine/people.ts'

const [databaseUrl = '', keyringText = ''] = process.argv.slice(2)
const sql = openDb(databaseUrl, { max: 4, name: 'killed worker' })
const keyring = parseKeyring(keyringText)
const { engine } = await openScene({ url: databaseUrl, sql }, { keyring })
await startWorker({
  sql,
  databaseUrl,
  engine,
  keyring,
  clock: Date.now,
  log: createLog({ level: 'error' }),
  config: { notifyDelaysMs: [60_000], notifyTimeoutMs: 60_000, notifyPrivate: true, keepDays: 35 },
})
console.log('ready')

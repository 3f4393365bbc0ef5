import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { openDb } from '#kernel/db.ts'
import { migrate } from '#kernel/migrate.ts'
import { startPostgres } from '#kernel/postgres.ts'
import { isAlive, readPostmaster, stopPostmaster } from '#kernel/postgres/postmaster.ts'

import { freePort } from './port.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; its database holds no tables of ours. */
    serverUrl: string
    /** The migrated database that `freshDatabase` clones. */
    templateName: string
  }
}

const folderPrefix = 'tongbao-test-'

/** One PostgreSQL for the whole run, with one migrated database that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TONGBAO_TEST_DATABASE_URL']
  const server = given ? { url: given, stop: async () => {} } : await temporaryServer()
  // On a server of one's own, two runs at once must not meet in one template.
  const templateName = `tongbao_template_${process.pid}`
  await makeTemplate(server.url, templateName)
  project.provide('serverUrl', server.url)
  project.provide('templateName', templateName)
  return async () => {
    if (given) await dropTemplate(given, templateName)
    await server.stop()
  }
}

async function temporaryServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  await removeLeftBehind()
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  const running = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await freePort(),
    log: () => {},
  })
  const stop = async () => {
    await running.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: running.url, stop }
}

/** A run that was killed leaves its server and its folder; the next one clears them away. */
async function removeLeftBehind(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix))
  for (const folder of names.map((name) => join(tmpdir(), name))) {
    const owner = Number(await readFile(join(folder, 'postgres.owner'), 'utf8').catch(() => '0'))
    if (owner === 0 || isAlive(owner)) continue
    const dataDir = join(folder, 'postgres')
    const left = await readPostmaster(dataDir)
    if (left) await stopPostmaster(left.pid, dataDir)
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(serverUrl: string, name: string): Promise<void> {
  const server = openDb(serverUrl, { max: 1, name: 'test setup' })
  await server.unsafe(`create database ${name} template template0`)
  await server.end({ timeout: 5 })
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const sql = openDb(url.href, { max: 1, name: 'test setup' })
  try {
    await migrate(sql, () => {})
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function dropTemplate(serverUrl: string, name: string): Promise<void> {
  const server = openDb(serverUrl, { max: 1, name: 'test setup' })
  await server.unsafe(`drop database if exists ${name}`)
  await server.end({ timeout: 5 })
}

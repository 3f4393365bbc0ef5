import { join } from 'node:path'

import { loadOrCreateKeyring, type Keyring } from '#kernel/keys.ts'

import type { Crowd } from '../load/protocol.ts'
import type { Options } from '../options.ts'
import { startCluster, type Cluster, type Database } from './database.ts'
import { startLoad, type Load } from './load.ts'
import { fillPeople } from './people.ts'
import { launch, type Launch, type Running } from './process.ts'

/** Ports above the first one that the bench was given; a server takes two, the second for HTTPS. */
const portOf = { postgres: 0, a: 2, b: 4, work: 6, past: 8, sink: 10, soak: 12 }

/** A filled database with its load generator. */
export type Town = { database: Database; load: Load; crowd: Crowd }

export type Stand = {
  cluster: Cluster
  town: Town
  log: (text: string) => void
  notifyUrl: string
  sinkPort: number
  /** Fills a further database with people of its own. */
  fill: (name: string) => Promise<Town>
  start: (name: 'a' | 'b' | 'work' | 'past', more?: Partial<Launch>) => Promise<Running>
  stop: () => Promise<void>
}

/** Starts PostgreSQL and fills the first database. The servers are started by the cases that need them. */
export async function openStand(options: Options, log: (text: string) => void): Promise<Stand> {
  const port = (name: keyof typeof portOf) => options.port + portOf[name]
  log('starting PostgreSQL')
  const cluster = await startCluster(port('postgres'), log)
  const keyFile = join(cluster.folder, 'keys.json')
  const keyring: Keyring = loadOrCreateKeyring(keyFile)
  const sinkPort = port('sink')
  const notifyUrl = `http://127.0.0.1:${sinkPort}/notify`
  const opened: Load[] = []
  const started: Running[] = []
  const fill = async (name: string): Promise<Town> => {
    log(`filling the database ${name}: ${options.members} payers, ${options.merchants} merchants`)
    const database = await cluster.make(name)
    const people = await fillPeople(database.sql, keyring, options)
    const crowd = { ...people, keyFile, notifyUrl }
    const load = startLoad(cluster.folder, name, crowd)
    opened.push(load)
    return { database, load, crowd }
  }
  const town = await fill('town').catch(async (error: unknown) => {
    await cluster.stop(options.keep)
    throw error
  })
  return {
    cluster,
    town,
    log,
    notifyUrl,
    sinkPort,
    fill,
    async start(name, more = {}) {
      const server = await launch({
        command: name === 'work' ? 'work' : 'serve',
        name,
        folder: cluster.folder,
        port: port(name),
        databaseUrl: town.database.url,
        keyFile,
        ...more,
      })
      started.push(server)
      return server
    },
    async stop() {
      // Those that a failed case left; the others have ended.
      await Promise.all(started.map((server) => server.stop()))
      for (const load of opened) load.stop()
      await cluster.stop(options.keep)
    },
  }
}

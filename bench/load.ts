// The load generator: a process of its own, told what to do by bench/stand/load.ts over IPC.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { loadOrCreateKeyring } from '#kernel/keys.ts'
import { defaultFormat } from '#paycode/derive.ts'

import { CodePool } from './load/codes.ts'
import type { Connection } from './load/connection.ts'
import { drive, openConnections } from './load/drive.ts'
import type { Crowd, FromLoad, Round, RoundResult, ToLoad } from './load/protocol.ts'
import { GatewayRequests, senders, tillRequest } from './load/request.ts'
import { Requests } from './load/requests.ts'
import { codesAhead, codesNow, shortSeconds } from './load/timetable.ts'

const crowd = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Crowd
const devices = crowd.devices.map(([deviceNo, generation, seedKeyId]) => ({
  deviceNo: BigInt(deviceNo),
  generation,
  seedKeyId,
}))
const pool = new CodePool(loadOrCreateKeyring(crowd.keyFile), defaultFormat, devices)
const gateway = new GatewayRequests(crowd)

type Prepared = { round: Round; requests: Requests; connections: Connection[]; startMs: number }
let ready: Prepared[] = []

async function prepare(round: Round): Promise<{ ready: number }> {
  const prepared = await (round.seconds > shortSeconds ? prepareAhead(round) : prepareNow(round))
  ready.push(prepared)
  return { ready: prepared.requests.count }
}

/** Making the requests of a short round takes up to this long, which their codes must outlive. */
const preparingMs = { till: 8000, gateway: 30_000 }

async function prepareNow(round: Round): Promise<Prepared> {
  const codes = await codesNow(pool, round, preparingMs[round.door])
  const requests = await build(round, codes)
  return { round, requests, connections: await openConnections(round), startMs: 0 }
}

/** What a trial takes is a guess; making codes takes some seconds more. */
const spare = 1.5
const restMs = 20_000
const openingMs = 2000
const trial = Array<string>(2000).fill('280000000000000000')

/**
 * A long round's requests are all made before it starts, since making them would disturb what is measured, and their codes must be
 * those of the minutes in which they will be sent. So its start is set first, by how long a trial takes, and then waited for.
 */
async function prepareAhead(round: Round): Promise<Prepared> {
  const began = performance.now()
  await build(round, trial)
  const eachMs = (performance.now() - began) / trial.length
  const startMs = Date.now() + restMs + round.ready * eachMs * spare
  const requests = await build(round, codesAhead(pool, round, startMs))
  const leftMs = startMs - Date.now()
  if (leftMs < 0) throw new Error(`${round.ready} requests were ready ${-leftMs} ms too late`)
  // A server closes a connection on which nothing was asked for long. `run` waits for the last moment; the meters are read between.
  await sleep(Math.max(0, leftMs - openingMs))
  return { round, requests, connections: await openConnections(round), startMs }
}

/** Signatures at once: as many as Node's own threads make, and some more in wait. */
const atOnce = 64

async function build(round: Round, codes: string[]): Promise<Requests> {
  const from = senders(crowd, round)
  const requests = new Requests()
  const make = async (code: string, index: number) => {
    const orderNo = `${round.name}_${index}`
    return round.door === 'till'
      ? tillRequest(from, orderNo, index, code)
      : gateway.request(from, orderNo, index, code)
  }
  for (let at = 0; at < codes.length; at += atOnce) {
    const lot = codes.slice(at, at + atOnce).map((code, i) => make(code, at + i))
    for (const request of await Promise.all(lot)) requests.add(request)
  }
  return requests
}

async function run(): Promise<RoundResult[]> {
  const results: RoundResult[] = []
  for (const { round, requests, connections, startMs } of ready) {
    await sleep(Math.max(0, startMs - Date.now()))
    results.push(await drive(round, connections, () => requests.take()))
    for (const connection of connections) connection.close()
  }
  ready = []
  return results
}

const answer = (message: FromLoad) => process.send!(message)

process.on('message', (message: ToLoad) => {
  if (message.act === 'end') return process.exit(0)
  const acting = message.act === 'prepare' ? prepare(message.round) : run()
  acting.then(
    (result) => answer({ id: message.id, result }),
    (error: unknown) => answer({ id: message.id, error: String((error as Error).stack) }),
  )
})
process.on('disconnect', () => process.exit(0))

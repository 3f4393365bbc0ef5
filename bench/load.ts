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
import { codesAhead, codesNow, shortSeconds } from './load/timetable.ts'

const crowd = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Crowd
const devices = crowd.devices.map(([deviceNo, generation, seedKeyId]) => ({
  deviceNo: BigInt(deviceNo),
  generation,
  seedKeyId,
}))
const pool = new CodePool(loadOrCreateKeyring(crowd.keyFile), defaultFormat, devices)
const gateway = new GatewayRequests(crowd)

type Prepared = { round: Round; requests: Buffer[]; connections: Connection[]; startMs: number }
let prepared: Prepared[] = []

/** Making requests ready takes time, which their codes must outlive. */
const preparingMs = { till: 8000, gateway: 30_000 }
/** A signature and what goes with it, on a busy machine. */
const signingMs = 1

async function prepare(round: Round): Promise<{ ready: number }> {
  const long = round.seconds > shortSeconds
  const startMs = Date.now() + (long ? 10_000 + round.ready * signingMs : 0)
  const codes = long
    ? codesAhead(pool, round, startMs)
    : await codesNow(pool, round, preparingMs[round.door])
  const requests = await build(round, codes)
  const connections = await openConnections(round)
  prepared.push({ round, requests, connections, startMs: long ? startMs : 0 })
  return { ready: requests.length }
}

async function build(round: Round, codes: string[]): Promise<Buffer[]> {
  const from = senders(crowd, round)
  const orderNo = (index: number) => `${round.name}_${index}`
  if (round.door === 'till') {
    return codes.map((code, index) => tillRequest(from, orderNo(index), index, code))
  }
  const requests: Buffer[] = []
  // Some at a time, so that the thread pool signs and memory stays small.
  for (let at = 0; at < codes.length; at += 64) {
    const lot = codes.slice(at, at + 64)
    const signed = lot.map((code, i) => gateway.request(from, orderNo(at + i), at + i, code))
    requests.push(...(await Promise.all(signed)))
  }
  return requests
}

async function run(): Promise<RoundResult[]> {
  const results: RoundResult[] = []
  for (const { round, requests, connections, startMs } of prepared) {
    await sleep(Math.max(0, startMs - Date.now()))
    let at = 0
    results.push(await drive(round, connections, () => requests[at++]))
    for (const connection of connections) connection.close()
  }
  prepared = []
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

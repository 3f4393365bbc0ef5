import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import type { Town } from '#town/file.ts'
import type { TillResult } from '#wire/till.ts'

import { freePort } from '../setup/port.ts'

const bin = fileURLToPath(new URL('../../bin/tongbao.js', import.meta.url))

export type Done = { status: number; out: string; err: string }

/** A data folder of its own and the command line on it, as a person or a script would use it. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'tongbao-world-'))
  server: ChildProcess | undefined
  said = ''
  #env: NodeJS.ProcessEnv = {}
  #cookie = ''

  async prepare(more: Record<string, string> = {}): Promise<void> {
    const [port, https, postgres] = [await freePort(), await freePort(), await freePort()]
    const bank = await freePort()
    this.#env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LANG: 'C.UTF-8',
      TONGBAO_DATA: this.folder,
      TONGBAO_PORT: String(port),
      TONGBAO_HTTPS_PORT: String(https),
      TONGBAO_POSTGRES_PORT: String(postgres),
      TONGBAO_BANK_PORT: String(bank),
      ...more,
    }
  }

  get town(): Town {
    return JSON.parse(readFileSync(join(this.folder, 'town.json'), 'utf8')) as Town
  }

  /** Runs one command to its end. */
  run(args: string[], env: Record<string, string> = {}): Promise<Done> {
    return new Promise((resolve) => {
      const options = { env: { ...this.#env, ...env } }
      execFile(process.execPath, [bin, ...args], options, (error, out, err) => {
        resolve({ status: Number(error?.code ?? 0), out: out.trim(), err: err.trim() })
      })
    })
  }

  /** Runs one command and reads its answer; its words are in the error when it failed. */
  async json<T = Record<string, string>>(args: string[]): Promise<T> {
    const done = await this.run([...args, '--json'])
    if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.err} ${done.out}`)
    return JSON.parse(done.out) as T
  }

  /** Runs one command that goes on until it is stopped. */
  follow(args: string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [bin, ...args], { env: { ...this.#env, ...env } })
  }

  /** Starts the server and waits until it is ready as the documentation says. */
  async start(patienceMs = 90_000): Promise<void> {
    this.said = ''
    const begun = Date.now()
    const server = this.follow(['start'])
    this.server = server
    server.stdout?.on('data', (data: Buffer) => (this.said += data.toString()))
    server.stderr?.on('data', (data: Buffer) => (this.said += data.toString()))
    while (!(await this.#isReady(begun))) {
      if (server.exitCode !== null) throw new Error(`the start ended: ${this.said}`)
      if (Date.now() - begun > patienceMs) throw new Error(`not ready in time: ${this.said}`)
      await sleep(50)
    }
  }

  async #isReady(begun: number): Promise<boolean> {
    const url = `http://127.0.0.1:${this.#env['TONGBAO_PORT']}/readyz`
    const reply = await fetch(url).catch(() => undefined)
    await reply?.body?.cancel()
    if (reply?.status !== 200) return false
    try {
      return Date.parse(this.town.startedAt) >= begun
    } catch {
      return false
    }
  }

  /** Stops the server as Ctrl-C does and resolves to its exit status. */
  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const { server } = this
    if (!server || server.exitCode !== null) return Promise.resolve(server?.exitCode ?? null)
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve))
    server.kill(signal)
    return ended
  }

  async logInTill(): Promise<void> {
    const [cashier] = this.town.cashiers
    const reply = await this.#post('/api/till/login', {
      login: cashier!.login,
      password: cashier!.password,
    })
    this.#cookie = reply.headers.getSetCookie()[0]!.split(';')[0]!
  }

  /** A cashier presents a code, to the server of the town or to another. */
  async pay(
    outTradeNo: string,
    amount: string,
    code: string,
    server = this.town.endpoint,
  ): Promise<TillResult> {
    const reply = await this.#post('/api/till/pay', { outTradeNo, amount, code }, server)
    return (await reply.json()) as TillResult
  }

  #post(path: string, body: object, server = this.town.endpoint): Promise<Response> {
    return fetch(server + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      body: JSON.stringify(body),
    })
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

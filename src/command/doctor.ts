import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'

import { diagnose } from '#standin/doctor/diagnose.ts'
import { readPaste } from '#standin/doctor/paste.ts'
import type { DoctorReply, DoctorRequest } from '#wire/standin.ts'

import { CommandFailure } from './failure.ts'
import { terminalLanguage } from './language.ts'
import { answer, note } from './say.ts'
import { ask, type AskOptions } from './standin/ask.ts'
import { doctorWords } from './standin/doctor-words.ts'

export type DoctorOptions = AskOptions & {
  app?: string
  kind?: string
  /** A PEM file of a public key to check with, instead of asking a server. */
  key?: string
}

/**
 * `tongbao doctor [file]`: whether what was pasted verifies, and why not. Reads standard input where no file is named;
 * exit status 1 where it does not verify.
 */
export async function doctor(file: string | undefined, options: DoctorOptions): Promise<void> {
  if (file === undefined && process.stdin.isTTY) note('Paste it, then press Ctrl-D.')
  const text = file === undefined ? await readAll(process.stdin) : readText(file)
  const kind = kindOf(options.kind)
  const found = options.key
    ? examineWith(readText(options.key), text, kind)
    : await ask<DoctorReply>(options, {
        method: 'POST',
        path: '/api/standin/doctor',
        body: { text, ...(kind && { kind }), ...(options.app && { appId: options.app }) },
      })
  answer(options.json, found, doctorWords(found, terminalLanguage()))
  if (!found.verifies) process.exitCode = 1
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CommandFailure('NO_FILE', `${file} cannot be read.`)
  }
}

const kinds = ['request', 'response', 'notification'] as const

function kindOf(text: string | undefined): DoctorRequest['kind'] {
  const kind = kinds.find((name) => name === text)
  if (text === undefined || kind) return kind
  throw new CommandFailure('KIND_INVALID', `--kind must be ${kinds.join(', ')}, not ${text}.`)
}

/** With one key at hand and no server: the same look, offline. */
function examineWith(pem: string, text: string, kind: DoctorRequest['kind']): DoctorReply {
  const paste = readPaste(text, kind)
  if (!paste) {
    throw new CommandFailure(
      'NOT_READ',
      'This is no request, answer or notification. Paste it whole, sign included.',
    )
  }
  const key = createPublicKey(pem.includes('-----') ? pem : wrapped(pem))
  return { appId: null, ...diagnose(paste, { owner: 'key', key }) }
}

/** Alipay's key tool writes keys without the lines around them. */
const wrapped = (bare: string) =>
  `-----BEGIN PUBLIC KEY-----\n${bare.trim()}\n-----END PUBLIC KEY-----\n`

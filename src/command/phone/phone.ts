import { readConfig } from '#config'
import { readTown } from '#town/file.ts'

import { CommandFailure } from '../failure.ts'
import { changePhone, readPhone, type PhoneFile } from './file.ts'
import { ApiFailure, call, type Call } from './http.ts'
import { logIn } from './session.ts'

/** What every `tongbao phone` command may be given. */
export type PhoneOptions = {
  phone: string
  json?: boolean
  server?: string
  password?: string
  smsCode?: string
  name?: string
}

/** A scripted phone: whose it is, where its server is, and what its owner knows. */
export type Phone = {
  number: string
  /** Whether it is one of the town's people, who are signed up. */
  inTown: boolean
  dataDir: string
  server: string
  /** The payment password; undefined for a person outside the town who did not tell it. */
  password: string | undefined
  smsCode: string | undefined
  /** The name for a new member. */
  name: string | undefined
}

/**
 * Finds the server and the person: `--server` and `--password` win, then `town.json`. Without either there is no server to guess:
 * another Tongbao may listen at the usual port.
 */
export function findPhone(options: PhoneOptions): Phone {
  if (!/^1[0-9]{10}$/.test(options.phone)) {
    throw new CommandFailure(
      'PHONE_INVALID',
      `--phone must be a mobile number of 11 digits that begins with 1, not ${options.phone}.`,
    )
  }
  if (options.password !== undefined && !/^[0-9]{6}$/.test(options.password)) {
    throw new CommandFailure('PASSWORD_INVALID', '--password must be six digits.')
  }
  const { dataDir } = readConfig()
  const town = readTown(dataDir)
  const person = town?.people.find((one) => one.phone === options.phone)
  const server = options.server ?? town?.endpoint
  if (server === undefined) {
    throw new CommandFailure(
      'NO_TOWN',
      `No town.json in ${dataDir}: start Tongbao there, or set TONGBAO_DATA. Another server is named with --server.`,
    )
  }
  return {
    number: options.phone,
    inTown: person !== undefined,
    dataDir,
    server: server.replace(/\/+$/, ''),
    password: options.password ?? person?.paymentPassword,
    smsCode: options.smsCode,
    name: options.name ?? person?.name,
  }
}

/** The payment password, or a sentence that asks for it. */
export function requirePassword(phone: Phone): string {
  if (phone.password !== undefined) return phone.password
  throw new CommandFailure(
    'PASSWORD_NEEDED',
    `${phone.number} is not one of the town's people: give the payment password with --password.`,
  )
}

/** Alters what the phone keeps, alone. */
export const change = <T>(phone: Phone, work: (file: PhoneFile) => Promise<T>): Promise<T> =>
  changePhone(phone.dataDir, phone.number, work)

/** Calls as this phone's owner, logging in first where there is no session or it has ended. */
export async function ask<T>(phone: Phone, file: PhoneFile, request: Call): Promise<T> {
  if (file.session === null) await logIn(phone, file)
  try {
    return await call<T>(phone.server, file, request)
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.code !== 'NOT_LOGGED_IN') throw error
    file.session = null
    await logIn(phone, file)
    return call<T>(phone.server, file, request)
  }
}

/**
 * One call without holding the phone for its time; a login that it needs is done alone and kept.
 */
export async function askOnce<T>(phone: Phone, request: Call): Promise<T> {
  const file = readPhone(phone.dataDir, phone.number)
  if (file.session !== null) {
    try {
      return await call<T>(phone.server, file, request)
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 'NOT_LOGGED_IN') throw error
    }
  }
  return change(phone, (alone) => ask<T>(phone, alone, request))
}

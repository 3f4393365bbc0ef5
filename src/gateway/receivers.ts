import type { AccountName } from '#settle/relation.ts'

import type { Biz } from './biz.ts'
import { Refused } from './codes.ts'
import { required, wrongField } from './fields.ts'
import { fundFailure } from './fund-failure.ts'
import { noList } from './words.ts'

/** Receivers or shares named in one call, at most. */
const listMax = 50

/** A list of objects in `biz_content`; undefined where it is absent. Throws for anything else, and for a list that is too long. */
export function listOf(biz: Biz, name: string): Biz[] | undefined {
  const value = Object.hasOwn(biz, name) ? biz[name] : undefined
  if (value === undefined || value === null || value === '') return undefined
  if (!Array.isArray(value)) throw wrongField(name, noList)
  if (value.length > listMax) {
    throw wrongField(name, [
      `最多 ${listMax} 项，实际 ${value.length} 项`,
      `at most ${listMax}, not ${value.length}`,
    ])
  }
  return value.map((item: unknown): Biz => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw wrongField(name, ['每一项都必须是对象', 'must hold objects'])
    }
    return item as Biz
  })
}

const types: Readonly<Record<string, AccountName['accountType']>> = {
  userId: 'userId',
  loginName: 'loginName',
}

/** How a receiver is named: a type, `userId` where none is given, and the account. */
export function accountName(item: Biz, typeField: string, accountField: string): AccountName {
  const type = item[typeField] ?? 'userId'
  const accountType =
    typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined
  if (!accountType) throw new Refused(fundFailure('INVALID_RECEIVER_TYPE'))
  return { accountType, account: required(item, accountField, 64) }
}

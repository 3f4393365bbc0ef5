import { filled } from '#kernel/filled.ts'

import type { RefusalCode, SubCode } from './sub-codes.ts'
import { aboutField, inBoth, ofCall, type Words } from './words.ts'

/** One answer's node, as it goes to the wire: every value is text, or a list of plain objects of texts. */
export type Answer = {
  code: string
  msg: string
  sub_code?: SubCode
  sub_msg?: string
} & Partial<Record<string, string | readonly Readonly<Record<string, string>>[]>>

/** Alipay's common codes and their fixed words. The blank before `order` stands there at Alipay too; tills compare it. */
const common = {
  '10000': 'Success',
  '10003': ' order success pay inprocess',
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40006': 'Insufficient Permissions',
} as const satisfies Record<RefusalCode | '10000' | '10003', string>

type Fields = Partial<Record<string, string | readonly Readonly<Record<string, string>>[]>>

/** A good answer. Fields that are undefined or empty are left out. */
export const success = (fields: Fields, code: '10000' | '10003' = '10000'): Answer => ({
  code,
  msg: common[code],
  ...filled(fields),
})

/** A refusal: `subMsg` says what is wrong and what to do about it. */
export const refusal = <Code extends RefusalCode>(
  code: Code,
  subCode: SubCode<Code>,
  subMsg: string,
  fields: Fields = {},
): Answer => ({ code, msg: common[code], sub_code: subCode, sub_msg: subMsg, ...filled(fields) })

/** A call is refused before any method looks at it: in Alipay's words, and `what` in English. */
export const refuseCall = <Code extends RefusalCode>(
  code: Code,
  subCode: SubCode<Code> & keyof typeof ofCall,
  what: string,
): Answer => refusal(code, subCode, inBoth(ofCall[subCode], what))

/** A parameter is wrong, and what it must be. */
export const invalid = (name: string, what: Words): Answer =>
  refusal('40002', 'isv.invalid-parameter', aboutField(name, what))

/** Thrown where a request is read, caught in one place and answered as it says. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(answer.sub_msg ?? answer.msg)
    this.answer = answer
  }
}

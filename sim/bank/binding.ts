import { randomInt } from 'node:crypto'

import { bankOf } from '#wire/banks.ts'
import type { BindingRequest } from '#bank/message.ts'
import { timeId } from '#kernel/id.ts'

import type { Books } from './books.ts'
import { refused, type Reply } from './reply.ts'

/** Who asks which bank, and when. */
export type Caller = { bank: string; partner: string; now: number }

const lifeMs = 5 * 60_000
const hourMs = 3_600_000
const missesMax = 5n
/** With five guesses each, a card's codes are guessed with odds of 1 in 10,000 an hour. */
const hourlyMax = 20n

/** Sends a code to the phone that the bank knows for the card. */
export function startBinding(books: Books, caller: Caller, request: BindingRequest): Reply {
  const { bank, partner, now } = caller
  const { cardNo, name, phone, wallet } = request
  const card = books.one(
    'select 1 from card where bank = ? and card_no = ? and name = ? and phone = ?',
    bank,
    cardNo,
    name,
    phone,
  )
  const tries = books.one<{ n: bigint }>(
    'select count(*) as n from binding where bank = ? and card_no = ? and at > ?',
    bank,
    cardNo,
    BigInt(now - hourMs),
  )
  if (tries && tries.n >= hourlyMax) return refused('TOO_OFTEN')
  if (!card) return refused('DETAILS_MISMATCH')
  const bindingNo = timeId(now)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  books.whole(() => {
    books.run(
      'insert into binding (bank, binding_no, partner, card_no, code, at) values (?, ?, ?, ?, ?, ?)',
      bank,
      bindingNo,
      partner,
      cardNo,
      code,
      BigInt(now),
    )
    sendText(books, caller, { phone, code, tail: cardNo.slice(-4), wallet })
  })
  return { bindingNo }
}

function sendText(
  books: Books,
  { bank, now }: Caller,
  { phone, code, tail, wallet }: { phone: string; code: string; tail: string; wallet: string },
): void {
  const { zh, en } = bankOf(bank)!
  const text = [
    `【${zh}】验证码 ${code}：手机尾号 ${wallet} 的通宝账户正在绑定您尾号 ${tail} 的储蓄卡，开通快捷支付，5 分钟内有效。非本人操作请勿告诉任何人。`,
    `${en}: code ${code} lets the Tongbao wallet of the phone ending in ${wallet} debit your card ending in ${tail}; good for 5 minutes. Not you? Tell nobody.`,
  ].join('\n')
  books.run(
    'insert into text_message (id, bank, phone, text, code, at) values (?, ?, ?, ?, ?, ?)',
    timeId(now),
    bank,
    phone,
    text,
    code,
    BigInt(now),
  )
}

/** Makes the agreement by which the partner may debit the card. The same code again finds it used up. */
export function finishBinding(
  books: Books,
  { bank, partner, now }: Caller,
  { bindingNo, code }: { bindingNo: string; code: string },
): Reply {
  return books.whole(() => {
    const binding = books.one<{ cardNo: string; code: string; misses: bigint }>(
      `select card_no as cardNo, code, misses from binding
        where bank = ? and binding_no = ? and partner = ? and used = 0 and at > ?`,
      bank,
      bindingNo,
      partner,
      BigInt(now - lifeMs),
    )
    if (!binding || binding.misses >= missesMax) return refused('SMS_EXPIRED')
    if (binding.code !== code) {
      books.run(
        'update binding set misses = misses + 1 where bank = ? and binding_no = ?',
        bank,
        bindingNo,
      )
      return refused('SMS_WRONG')
    }
    books.run('update binding set used = 1 where bank = ? and binding_no = ?', bank, bindingNo)
    const agreementNo = `${bank}${timeId(now)}`
    books.run(
      'insert into agreement (bank, agreement_no, partner, card_no) values (?, ?, ?, ?)',
      bank,
      agreementNo,
      partner,
      binding.cardNo,
    )
    return { agreementNo }
  })
}

export function endAgreement(books: Books, { bank, partner }: Caller, agreementNo: string): Reply {
  const changed = books.run(
    'update agreement set ended = 1 where bank = ? and partner = ? and agreement_no = ?',
    bank,
    partner,
    agreementNo,
  )
  return changed === 1 ? { agreementNo } : refused('AGREEMENT_ENDED')
}

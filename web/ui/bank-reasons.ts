import type { BankReason } from '#wire/cards.ts'

import type { Language } from './language.ts'

/** Why a bank says no, and what to do now. A refusal moves no money. */
const words: Record<Language, Record<BankReason, string>> = {
  zh: {
    DETAILS_MISMATCH: '卡号、姓名或手机号与银行留存的不一致。请核对后再试。',
    TOO_OFTEN: '这张卡绑定得太频繁。请一小时后再试。',
    SMS_WRONG: '银行验证码不对。请核对后再试。',
    SMS_EXPIRED: '银行验证码已失效。请重新获取。',
    AGREEMENT_ENDED: '这张卡在银行已解除绑定。请重新添加。',
    MONEY_NOT_ENOUGH: '银行卡余额不足。请减少金额，或换一张卡。',
    ONCE_LIMIT: '超过银行的单笔限额。请减少金额，或换一张卡。',
    DAY_LIMIT: '超过银行的当日限额。请明天再试，或换一张卡。',
    REQUEST_CLOSED: '银行太久没有答复，这笔充值已撤回。需要时请重新充值。',
    REQUEST_INCONSISTENT: '银行没有认出这笔请求。请重新充值。',
    BANK_FAILED: '银行系统暂时办不了。请稍后再试，或换一张卡。',
  },
  en: {
    DETAILS_MISMATCH:
      'Card number, name or phone are not those that the bank knows. Check them and try again.',
    TOO_OFTEN: 'This card was tried too often. Try again in an hour.',
    SMS_WRONG: 'The bank’s code is wrong. Check it and try again.',
    SMS_EXPIRED: 'The bank’s code is no longer valid. Ask for another.',
    AGREEMENT_ENDED: 'This card was unbound at the bank. Add it again.',
    MONEY_NOT_ENOUGH: 'There is not enough money on the card. Ask for less, or take another card.',
    ONCE_LIMIT: 'This is more than the bank allows at once. Ask for less, or take another card.',
    DAY_LIMIT: 'This is more than the bank allows in a day. Try tomorrow, or take another card.',
    REQUEST_CLOSED:
      'The bank did not answer for too long, so this was taken back. Top up again if needed.',
    REQUEST_INCONSISTENT: 'The bank did not recognise this request. Top up again.',
    BANK_FAILED: 'The bank cannot do it now. Try again later, or take another card.',
  },
}

/** The reason in words; what a newer server says is left to the bank. */
export const sayBankReason = (reason: unknown, language: Language): string =>
  Object.hasOwn(words[language], String(reason))
    ? words[language][reason as BankReason]
    : words[language].BANK_FAILED

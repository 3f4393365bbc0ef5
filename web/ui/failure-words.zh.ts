import { sayBankReason } from './bank-reasons.ts'
import type { Detail, FailureWords } from './failure-words.ts'
import { wait } from './format.ts'

const waited = (detail: Detail, otherwise: number) =>
  wait(Number(detail['waitSeconds'] ?? otherwise), 'zh')
const left = (detail: Detail) =>
  'attemptsLeft' in detail ? `还可以试 ${detail['attemptsLeft']} 次。` : '请再试一次。'
const unmoved = (detail: Detail) => (detail['setting'] ? '' : '，没有扣款')

export const failureWordsZh: FailureWords = {
  CODE_INVALID: () => '这不是本网络的付款码，没有扣款。请扫付款方手机上的付款码。',
  CODE_UNKNOWN: () => '没有识别出这个付款码，没有扣款。请付款方刷新付款码后再扫。',
  CODE_STALE: ({ ageSeconds }) =>
    Number(ageSeconds) > 0
      ? `付款码已过期 ${wait(Number(ageSeconds), 'zh')}，没有扣款。请付款方刷新后再扫。`
      : '付款码与现在的时间不符，没有扣款。请付款方校准手机时间，刷新后再扫。',
  CODE_USED: () => '这个付款码已经用过，没有再次扣款。请付款方刷新付款码后再扫。',
  CODE_DEVICE_SUSPENDED: {
    payer: () => '这部手机的付款码已停用，没有扣款。请重新开启付款码。',
    cashier: () => '付款方手机的付款码已停用，没有扣款。请换一种方式收款。',
  },
  CODE_BLOCKED: (detail) =>
    `错误的付款码太多，暂停收款，没有扣款。请 ${waited(detail, 60)}后再试。`,
  BALANCE_NOT_ENOUGH: {
    payer: () => '您的余额不足，没有扣款。请换一种方式付款。',
    cashier: () => '付款方余额不足，没有扣款。请换一种方式收款。',
  },
  DAY_LIMIT: {
    payer: () => '超过了今天的付款限额，没有扣款。请明天再付，或换一种方式。',
    cashier: () => '付款方超过了今天的付款限额，没有扣款。请换一种方式收款。',
  },
  PAYER_SUSPENDED: {
    payer: () => '您的账户已暂停付款，没有扣款。请联系客服。',
    cashier: () => '付款方账户已暂停付款，没有扣款。请换一种方式收款。',
  },
  MERCHANT_SUSPENDED: {
    payer: () => '这家商户已暂停收款，没有扣款。请换一种方式付款。',
    cashier: () => '本商户已暂停收款，没有扣款。请联系运营方。',
  },
  BUYER_SELLER_EQUAL: () => '付款方和收款方是同一人，没有扣款。请用别人的付款码。',
  TRADE_NOT_EXIST: () => '没有这笔订单，没有扣款。请核对订单号。',
  TRADE_HAS_SUCCESS: () => '这笔订单已经付过，没有再次扣款。',
  TRADE_HAS_CLOSE: () => '这笔订单已关闭，没有扣款。请重新下单。',
  TRADE_HAS_FINISHED: () => '这笔订单已完结，不能再退款，款项没有变动。',
  TRADE_STATUS_ERROR: () => '订单现在的状态不允许这样做，款项没有变动。请刷新后查看。',
  CONTEXT_INCONSISTENT: () => '同一订单号的金额或内容不同，没有扣款。请用新的订单号。',
  AMOUNT_INVALID: () => '金额不对，没有扣款。请输入 0.01 元以上、最多两位小数的金额。',
  EXPIRY_INVALID: () => '订单有效期不对，没有扣款。请改正后再试。',
  REFUND_TOO_MUCH: () => '退款超过了可退的金额，没有退款。请核对已退金额。',
  REFUND_REQUEST_NO_NEEDED: () => '部分退款需要自己的退款单号，没有退款。请填写退款单号后再试。',
  REFUND_INCONSISTENT: () => '同一退款单号的金额不同，没有再次退款。请用新的退款单号。',
  MERCHANT_BALANCE_NOT_ENOUGH: {
    payer: () => '商户余额不足，没有退款。请联系商户。',
    cashier: () => '本商户余额不足，没有退款。请等有收款后再退，或联系运营方。',
  },
  CANCEL_TIME_OUT: () => '付款已超过 24 小时，不能撤销，款项没有变动。请改用退款。',
  TRADE_BUYER_NOT_MATCH: {
    payer: () => '商家把这笔订单给了另一位买家，没有扣款。请让商家重新下单。',
    cashier: () => '这笔订单属于另一位买家，没有扣款。请重新下单。',
  },
  SCAN_UNKNOWN: () => '没有认出本网络的订单，没有扣款。请扫描商家的订单二维码。',
  PAYER_REFUSED: {
    payer: () => '您拒绝了这笔付款，没有扣款。',
    cashier: () => '付款方拒绝了付款，没有扣款。请换一种方式收款。',
  },
  CANCELLED: {
    payer: () => '商户撤销了这笔订单。如已扣款，款项已原路退回。',
    cashier: () => '订单已撤销。如已扣款，款项已原路退回。',
  },
  TIMED_OUT: {
    payer: () => '等待超时，订单已关闭，没有扣款。需要时请让商户重新收款。',
    cashier: () => '等待超时，订单已关闭，没有扣款。请重新收款。',
  },
  CARD_INVALID: () => '卡号不对，有一位数字错了。请核对后再试。',
  CARD_BOUND: () => '这张卡已经绑定，可以直接充值。',
  NAME_BOUND: () => '已绑定银行卡，姓名不能修改：银行卡须为本人所有。要改名请先解绑。',
  CARD_UNKNOWN: () => '这张卡没有绑定，或已解绑，没有扣款。请换一张卡。',
  BANK_UNKNOWN: () => '从卡号认不出是哪家银行。请选择银行。',
  BANK_REFUSED: ({ reason }) => `银行没有同意：${sayBankReason(reason, 'zh')}`,
  BANK_SILENT: () => '银行没有答复，没有添加银行卡。请稍后再试。',
  NOT_LOGGED_IN: () => '登录已失效。请重新登录。',
  NOT_ALLOWED: () => '您没有这个权限，什么都没有改变。请找有权限的人操作。',
  NOT_FOUND: () => '没有找到。可能已经删除，请返回刷新。',
  WRONG_SMS_CODE: (detail) =>
    detail['attemptsLeft'] === 0 ? '这个验证码已失效，请重新获取。' : `验证码不对。${left(detail)}`,
  SMS_TOO_OFTEN: (detail) => `验证码发得太频繁。请 ${waited(detail, 60)}后再获取。`,
  WRONG_PAYMENT_PASSWORD: (detail) => `支付密码不对${unmoved(detail)}。${left(detail)}`,
  PAYMENT_PASSWORD_LOCKED: (detail) =>
    `支付密码错误次数太多，已锁定${unmoved(detail)}。请 ${waited(detail, 3600)}后再试，或用短信重设。`,
  PAYMENT_PASSWORD_NEEDED: () => '还没有支付密码。请先设置。',
  PAYMENT_PASSWORD_WEAK: () => '这个密码太容易猜到，没有保存。请避免连号和重复的数字。',
  PAYMENT_PASSWORD_SAME: () => '这就是现在的支付密码，什么都没有改变。请换一个。',
  WRONG_LOGIN: () => '账号或密码不对。请核对后再试。',
  LOGIN_LOCKED: (detail) => `登录错误次数太多。请 ${waited(detail, 300)}后再试。`,
  DEVICE_REVOKED: {
    payer: () => '这部手机的付款码已被停用，手机里的令牌已清除。需要时请重新开启。',
    cashier: () => '付款方手机的付款码已停用，没有扣款。请换一种方式收款。',
  },
  INVALID_REQUEST: ({ field }) =>
    field
      ? `“${field}” 填写不对，什么都没有改变。请改正后再试。`
      : '填写不对，什么都没有改变。请改正后再试。',
  BUSY: () => '系统繁忙，什么都没有做，没有扣款。请稍等几秒再试。',
  UNAVAILABLE: {
    payer: () => '暂时不知道结果。请先看账单，不要重复付款。',
    cashier: () => '暂时不知道结果。请用同一订单号查询，不要重新收款。',
  },
  OFFLINE: {
    payer: () => '没有连上网络，可能没有送达。联网后请先核对再重试；付款码不联网也能用。',
    cashier: () => '没有连上网络，还不知道结果。联网后请用同一订单号查询。',
  },
  TIMEOUT: {
    payer: () => '网络太慢，还不知道是否完成。请稍后核对，再决定是否重试。',
    cashier: () => '网络太慢，还不知道结果。请用同一订单号查询，不要重新收款。',
  },
}

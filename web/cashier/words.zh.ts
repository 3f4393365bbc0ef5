type Missing = Readonly<Record<string, { title: string; why: string }>>

const unreached = {
  title: '暂时没有连上',
  why: '订单没有变动，没有扣款。请检查网络后再试。',
}

const missing: Missing = {
  TRADE_NOT_EXIST: {
    title: '没有这笔订单',
    why: '网址可能不完整，没有扣款。请回到商家页面重新付款。',
  },
  CONTEXT_INCONSISTENT: {
    title: '订单已变更',
    why: '商家改了这笔订单的内容，没有扣款。请回到商家页面重新付款。',
  },
  MERCHANT_SUSPENDED: {
    title: '商家暂停收款',
    why: '没有扣款。请联系商家，或换一种方式付款。',
  },
  BUSY: { title: '系统繁忙', why: '什么都没有做，没有扣款。请稍等几秒再试。' },
  OFFLINE: unreached,
  TIMEOUT: unreached,
  UNAVAILABLE: unreached,
}

/** The cashier desk's words in Chinese; `words.en.ts` has the same keys. */
export const zh = {
  name: '通宝',
  title: '收银台',
  loading: '正在读取订单…',
  order: '订单',
  to: '付款给',
  subject: '商品',
  outTradeNo: '商户订单号',
  ways: '付款方式',
  retry: '再试一次',
  unreadable: '订单读取不了',
  disturbed: '网络不稳，正在重新连接…',
  safety: (host: string) => `您正在 ${host} 付款。支付密码不要告诉任何人。`,
  scan: {
    tab: '扫码付款',
    here: '用本机钱包付款',
    or: '或用另一部手机扫码',
    code: '付款二维码，请用钱包扫描',
    how: '打开通宝钱包，点“扫一扫”',
    scanned: '已扫码',
    confirm: '请在手机上核对金额，输入支付密码',
    again: '重新显示二维码',
    waiting: '等待付款',
    left: (time: string) => `剩余 ${time}`,
    over: '已到时间',
  },
  account: {
    tab: '账户付款',
    phone: '手机号',
    password: '支付密码',
    pay: (amount: string) => `付款 ${amount}`,
    paying: '正在付款…',
    hint: '从这个账户的余额付款。不会留下登录。',
    missing: { phone: '请输入 11 位手机号。', password: '请输入 6 位数字的支付密码。' },
  },
  refused: {
    wrong: '手机号或支付密码不对，没有扣款。请核对后再试。',
    left: (count: number) => `还可以试 ${count} 次。`,
    locked: (time: string) => `试错次数太多，没有扣款。请 ${time}后再试，或改用扫码付款。`,
    unlocked: '现在可以再试了。',
    unknown: '还不知道是否付成。本页正在查询，请不要重复付款。',
  },
  paid: {
    title: '付款成功',
    already: '这笔订单已经付过',
    at: '付款时间',
    tradeNo: '交易号',
    back: '返回商家',
    leaving: (seconds: number, host: string) => `${seconds} 秒后返回 ${host}`,
    stay: '留在本页',
    stays: (host: string) => `将前往 ${host}`,
    close: '商家已收到通知，可以关闭本页。',
  },
  closed: {
    title: '订单已关闭',
    why: '商家取消了这笔订单，没有扣款。需要时请重新下单。',
    refunded: '这笔订单已全额退款，款项已原路退回。',
  },
  expired: {
    title: '订单已过期',
    why: '付款时间已过，没有扣款。请回到商家页面重新下单。',
  },
  missing,
}

export type Words = typeof zh

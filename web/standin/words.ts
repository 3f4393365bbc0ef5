import { isolate } from '#web/ui/format.ts'
import { wordsOf } from '#web/ui/language.ts'
import type { FaultKind } from '#wire/fault-kinds.ts'

const zhKinds: Record<FaultKind, string> = {
  late: '应答来得晚',
  silent: '做完了却不应答',
  busy: '20000，什么也没做',
  unknown: '20000，其实做了',
  waiting: '10003，再由付款人决定',
  stale: '付款码已过期',
  'notify-twice': '通知来两遍',
  'notify-late': '通知来得晚',
  'notify-after': '通知晚于后一条',
  'bank-silent': '银行办了却不答复（超时）',
  'bank-late': '银行答复得晚',
  'bank-down': '银行停机，什么也没办',
}

const zh = {
  title: '通宝替身',
  tabs: { doctor: '验签诊断', calls: '请求记录', faults: '故障面板', time: '时间' },
  about: {
    doctor:
      '贴入请求、应答或通知（连同 sign），看它能否通过验签；不能，就指出从哪个字节起不同、为什么。',
    calls:
      '网关收到的每一次调用：收到了什么、对什么签名、答了什么、通知送到没有。保留两天，付款码与令牌已遮去。',
    faults: '让接下来的调用、通知或银行按你的意思出错，测试收银软件该怎么应对。',
    time: '把这个网络的时钟往前拨：通知重发、订单超时、账单日期、退款期限随之而动。',
  },
  doctor: {
    text: '请求、应答或通知',
    placeholder: 'curl 命令、URL、参数串、通知正文或应答 JSON',
    app: 'app_id（文本里没有时）',
    appPlaceholder: '可不填',
    look: '诊断',
    kinds: { request: '请求', response: '应答', notification: '通知' },
    good: '验签通过',
    bad: '验签不通过',
    signer: '签名的密钥属于',
    byte: '从第几个字节起不同',
    right: '应为',
    signed: '实签',
    rightText: '待签名文本',
    signedText: '很可能签的是',
  },
  calls: {
    search: '查找',
    placeholder: '订单号、trace_id、错误码或内容',
    none: '还没有调用。',
    noMatch: (text: string) =>
      `没有符合“${isolate(text)}”的调用。这里只记网关的调用，收银台页面自己的不在其中。`,
    head: ['时间', '方法与应用', '订单号', '结果', '用时'] as [
      string,
      string,
      string,
      string,
      string,
    ],
    more: '更早的',
    trace: 'trace_id',
    received: '收到的',
    signed: '签名所覆盖的文本',
    answer: '应答',
    noAnswer: '（没有应答）',
    told: '通知',
    notTold: '这个订单没有通知。',
    states: { waiting: '等待重发', delivered: '已送达', given_up: '已放弃' } as Record<
      string,
      string
    >,
  },
  faults: {
    what: '怎样出错',
    kinds: zhKinds,
    payer: '之后付款人',
    outcomes: { success: '同意', failure: '拒绝', silence: '不理会' },
    delay: '等几秒',
    times: '几次（空为一直）',
    skip: '先放过几次',
    method: '只对方法',
    app: '只对应用',
    bank: '只对银行（空为任一家）',
    add: '设置',
    set: '已设置',
    none: '没有故障，一切照常。',
    json: 'JSON',
    clear: '全部清除',
    end: '结束',
    happened: '已发生',
    count: (fired: number, times: number | null, skip: number) =>
      `${fired} / ${times ?? '∞'} 次${skip > 0 ? `，先放过 ${skip} 次` : ''}`,
  },
  time: {
    next: { notification: '下一件：重发通知', expiry: '下一件：订单到期' },
    go: '跳到那时',
    forward: '时钟只能往前。手机钱包从服务器的下一句话里得知新时间；登录状态可能因此过期。',
  },
}

const enKinds: Record<FaultKind, string> = {
  late: 'The answer comes late',
  silent: 'The work is done, no answer',
  busy: '20000, nothing done',
  unknown: '20000, and yet done',
  waiting: '10003, then the payer decides',
  stale: 'The code is stale',
  'notify-twice': 'A notification comes twice',
  'notify-late': 'A notification comes late',
  'notify-after': 'A notification comes after a later one',
  'bank-silent': 'A bank times out: done, no answer',
  'bank-late': 'A bank answers late',
  'bank-down': 'A bank is down, nothing done',
}

const en: typeof zh = {
  title: 'Tongbao stand-in',
  tabs: { doctor: 'Signature doctor', calls: 'Calls', faults: 'Faults', time: 'Time' },
  about: {
    doctor:
      'Paste a request, an answer or a notification with its sign: whether it verifies, and if not, at which byte the texts part and why.',
    calls:
      'Every call of the gateway: what came, what its signature covers, what was answered, what was notified. Kept for two days; payment codes and tokens are masked.',
    faults:
      'Have the next calls, notifications or banks go wrong as you wish, and see how your till software copes.',
    time: 'Move the clock of this network forward: retries of notifications, timeouts of orders, bill dates and refund windows follow.',
  },
  doctor: {
    text: 'Request, answer or notification',
    placeholder: 'a curl line, a URL, parameters, a notification’s body, or an answer’s JSON',
    app: 'app_id, where the text does not say',
    appPlaceholder: 'may stay empty',
    look: 'Examine',
    kinds: { request: 'The request', response: 'The answer', notification: 'The notification' },
    good: 'verifies',
    bad: 'does not verify',
    signer: 'Made with the key of',
    byte: 'They part at byte',
    right: 'right',
    signed: 'signed',
    rightText: 'To be signed',
    signedText: 'Most likely signed',
  },
  calls: {
    search: 'Search',
    placeholder: 'order number, trace_id, code, or content',
    none: 'No calls yet.',
    noMatch: (text) =>
      `Nothing matches “${isolate(text)}”. This is the gateway’s log: what the till page does is not in it.`,
    head: ['Time', 'Method and app', 'Order', 'Result', 'Took'],
    more: 'Earlier ones',
    trace: 'trace_id',
    received: 'Received',
    signed: 'What its signature covers',
    answer: 'Answer',
    noAnswer: '(no answer)',
    told: 'Notifications',
    notTold: 'Nothing was notified about this order.',
    states: { waiting: 'waits for its next try', delivered: 'delivered', given_up: 'given up' },
  },
  faults: {
    what: 'What goes wrong',
    kinds: enKinds,
    payer: 'Then the payer',
    outcomes: { success: 'agrees', failure: 'refuses', silence: 'says nothing' },
    delay: 'After seconds',
    times: 'How often (empty: always)',
    skip: 'Let through first',
    method: 'This method alone',
    app: 'This app alone',
    bank: 'This bank alone (empty: any)',
    add: 'Set',
    set: 'Set',
    none: 'No faults: everything works.',
    json: 'JSON',
    clear: 'Clear all',
    end: 'End',
    happened: 'What happened',
    count: (fired, times, skip) =>
      `${fired} of ${times ?? '∞'}${skip > 0 ? `, after ${skip} let through` : ''}`,
  },
  time: {
    next: {
      notification: 'Next: a notification is sent again,',
      expiry: 'Next: an order runs out,',
    },
    go: 'Go there',
    forward:
      'The clock goes forward alone. Wallets learn the new time from the server’s next word; sessions may end by it.',
  },
}

export const useWords = wordsOf({ zh, en })

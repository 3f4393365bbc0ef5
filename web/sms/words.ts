import { wordsOf } from '#web/ui/language.ts'

const zh = {
  title: '演示短信',
  about: '演示网络没有真的短信网关。发给演示手机的短信都在这里。',
  phone: '只看这个手机号',
  all: '全部',
  code: '验证码',
  empty: '还没有短信。',
  emptyHint: '在钱包里登录时点“获取验证码”，短信马上会出现在这里。',
  none: '这里没有演示短信：这个网络用的是真的短信网关。',
  offline: '连不上服务器，正在重试…',
  home: '首页',
}

const en: typeof zh = {
  title: 'Demo SMS',
  about: 'The demo network has no real SMS gateway. Messages to the demo’s phones arrive here.',
  phone: 'Only this phone number',
  all: 'All',
  code: 'Code',
  empty: 'No messages yet.',
  emptyHint: 'Ask for a code when you log in to the wallet; the message appears here at once.',
  none: 'There are no demo messages here: this network uses a real SMS gateway.',
  offline: 'The server can’t be reached, trying again…',
  home: 'Home',
}

export const useWords = wordsOf({ zh, en })

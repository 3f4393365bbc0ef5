import type { Language } from '../language.ts'

const en = {
  running: 'Tongbao 通宝 is running',
  home: 'Start page',
  wallet: 'Wallet',
  till: 'Till',
  sms: 'Text messages',
  banks: 'Banks (simulated)',
  gateway: 'Gateway',
  people: 'People  (wallet: log in by phone number; the code arrives in Text messages)',
  peopleHead: ['phone', 'name', 'payment password', 'yuan at first'],
  cashiers: 'Cashiers  (till)',
  cashiersHead: ['login', 'password', 'shop', 'store', 'terminal'],
  apps: 'Apps  (gateway: sign with the private key, check answers with the public one)',
  appsHead: ['app id', 'shop', 'keys'],
  phone: 'On a real phone in this network, once it trusts the certificate',
  ca: 'Certificate to trust',
  try: 'Try',
  kept: (data: string, log: string) => `Data in ${data}, log in ${log}. Ctrl-C stops everything.`,
  takesMoment: 'Building the pages; this takes a moment, once.',
  pagesFailed: 'The pages could not be built; the APIs work without them.',
  making: 'Making the database; this takes a moment, once.',
  stopping: 'Stopping: what is in flight is finished first. Ctrl-C again does not wait.',
  stopped: 'Stopped.',
}

type Words = typeof en

const zh: Words = {
  running: '通宝 Tongbao 已启动',
  home: '首页',
  wallet: '钱包',
  till: '收银台',
  sms: '短信',
  banks: '银行（模拟）',
  gateway: '网关',
  people: '居民（钱包用手机号登录，验证码在“短信”页）',
  peopleHead: ['手机号', '姓名', '支付密码', '初始余额（元）'],
  cashiers: '收银员（收银台）',
  cashiersHead: ['登录名', '密码', '商户', '门店', '终端'],
  apps: '应用（网关：用应用私钥签名，用平台公钥验签）',
  appsHead: ['app_id', '商户', '密钥'],
  phone: '同一网络里的真手机，信任证书后打开',
  ca: '要信任的证书',
  try: '试一试',
  kept: (data, log) => `数据在 ${data}，日志在 ${log}。按 Ctrl-C 全部停止。`,
  takesMoment: '正在构建页面，只有这一次，请稍候。',
  pagesFailed: '页面构建失败；接口不受影响。',
  making: '正在建立数据库，只有这一次，请稍候。',
  stopping: '正在停止：先办完手头的事。再按一次 Ctrl-C 则不再等待。',
  stopped: '已停止。',
}

export const startWords = (language: Language): Words => ({ en, zh })[language]

import type { BankName } from './cards.ts'

const bank = (code: string, zh: string, en: string, ...prefixes: string[]): BankName => ({
  code,
  zh,
  en,
  prefixes,
})

/**
 * The banks whose cards can be bound, coded as Alipay codes them, with beginnings of their debit cards' numbers. A
 * bank issues under many more beginnings; for those the payer names the bank.
 */
export const banks: readonly BankName[] = [
  bank('ICBC', '中国工商银行', 'ICBC', '622202', '621226'),
  bank('ABC', '中国农业银行', 'Agricultural Bank of China', '622848', '622845'),
  bank('BOC', '中国银行', 'Bank of China', '621661', '621660'),
  bank('CCB', '中国建设银行', 'China Construction Bank', '621700', '622700'),
  bank('COMM', '交通银行', 'Bank of Communications', '622260', '622262'),
  bank('CMB', '招商银行', 'China Merchants Bank', '621483', '622588'),
  bank('PSBC', '中国邮政储蓄银行', 'Postal Savings Bank of China', '621799', '622188'),
  bank('CITIC', '中信银行', 'China CITIC Bank', '621768', '622690'),
  bank('CEB', '中国光大银行', 'China Everbright Bank', '622660', '622662'),
  bank('CMBC', '中国民生银行', 'China Minsheng Bank', '622622', '622615'),
  bank('HXBANK', '华夏银行', 'Hua Xia Bank', '622630', '622632'),
  bank('CIB', '兴业银行', 'Industrial Bank', '622908', '622909'),
  bank('SPDB', '上海浦东发展银行', 'Shanghai Pudong Development Bank', '622521', '622518'),
  bank('GDB', '广发银行', 'China Guangfa Bank', '622568', '621462'),
  bank('SPABANK', '平安银行', 'Ping An Bank', '622155', '622298'),
  bank('BOHAIB', '渤海银行', 'China Bohai Bank', '622884', '621453'),
  bank('CZBANK', '浙商银行', 'China Zheshang Bank', '621019', '622309'),
  bank('EGBANK', '恒丰银行', 'Hengfeng Bank', '623078', '622384'),
  bank('BJBANK', '北京银行', 'Bank of Beijing', '621468', '621420'),
  bank('SHBANK', '上海银行', 'Bank of Shanghai', '622892', '620522'),
  bank('NJCB', '南京银行', 'Bank of Nanjing', '622303', '622305'),
  bank('NBBANK', '宁波银行', 'Bank of Ningbo', '621418', '622281'),
  bank('HZCB', '杭州银行', 'Bank of Hangzhou', '623061', '622878'),
  bank('SHRCB', '上海农商银行', 'Shanghai Rural Commercial Bank', '621362', '622478'),
]

const byCode = new Map(banks.map((one) => [one.code, one]))

export const bankOf = (code: string): BankName | undefined => byCode.get(code)

/** The bank whose numbers begin like this one. */
export const bankOfCard = (cardNo: string): BankName | undefined =>
  banks.find(({ prefixes }) => prefixes.some((prefix) => cardNo.startsWith(prefix)))

import type { SubCode } from './sub-codes.ts'

/** What is wrong with a field and what it must be, in Chinese and in English; its name goes before either. */
export type Words = readonly [chinese: string, english: string]

export const absent: Words = ['不能为空', 'is missing']

export const absentBoth = (other: string): Words => [
  `不能为空，与 ${other} 至少传一个`,
  `is missing, and so is ${other}; send one of them`,
]

export const only = (...values: readonly string[]): Words => [
  `只能是 ${values.join(' 或 ')}`,
  `send ${values.join(' or ')}`,
]

export const noList: Words = ['必须是数组', 'must be a list']

export const holdsNul: Words = ['含有空字符（NUL）', 'holds a NUL character; leave it out']

export const noShares: Words = [
  '不能为空，请写明分给谁、分多少',
  'is missing; say who gets how much',
]

export const comesFrom = (merchantId: string): Words => [
  `本应用的分账只能由 ${merchantId} 付出`,
  `shares of this app come from ${merchantId}`,
]

/** What every `sub_msg` is: a sentence in Chinese as at Alipay, and one in English that says what to do. */
export const inBoth = (chinese: string, english: string): string => `${chinese}。${english}.`

export const aboutField = (name: string, [chinese, english]: Words): string =>
  inBoth(`参数无效：${name} ${chinese}`, `${name}: ${english}`)

/** The faults of a call itself, before any method looks at it, as Alipay words them. */
export const ofCall: Readonly<
  Record<
    Exclude<
      SubCode<'20000' | '20001' | '40001' | '40002' | '40006'>,
      'ACQ.SYSTEM_ERROR' | 'SYSTEM_ERROR'
    >,
    string
  >
> = {
  'isp.unknow-error': '系统繁忙，请用相同的单号查询或重试',
  'aop.invalid-app-auth-token': '无效的应用授权令牌',
  'aop.app-auth-token-time-out': '应用授权令牌已过期',
  'aop.invalid-app-auth-token-no-api': '应用授权令牌未授权当前接口',
  'isv.missing-method': '缺少方法名参数',
  'isv.missing-app-id': '缺少 app_id 参数',
  'isv.missing-signature': '缺少签名参数',
  'isv.missing-signature-type': '缺少签名类型参数',
  'isv.missing-timestamp': '缺少时间戳参数',
  'isv.missing-version': '缺少版本参数',
  'isv.invalid-parameter': '参数无效',
  'isv.invalid-method': '不存在的方法名',
  'isv.invalid-app-id': '无效的 app_id 参数',
  'isv.invalid-signature': '验签出错，请检查签名字符串，以及签名私钥与应用公钥是否匹配',
  'isv.invalid-signature-type': '无效的签名类型',
  'isv.invalid-timestamp': '非法的时间戳参数',
  'isv.invalid-version': '非法的版本参数',
  'isv.invalid-format': '无效的数据格式',
  'isv.invalid-charset': '字符集错误',
  'isv.invalid-encrypt': '解密出错，请检查内容加密密钥',
  'isv.invalid-encrypt-type': '无效的加密类型',
  'isv.missing-encrypt-key': '应用未设置内容加密密钥',
  'isv.missing-app-cert-sn': '缺少应用公钥证书序列号',
  'isv.app-cert-not-exist': '应用公钥证书不存在',
  'isv.app-cert-expired': '应用公钥证书已过期',
  'isv.missing-alipay-root-cert-sn': '缺少根证书序列号',
  'isv.invalid-alipay-root-cert-sn': '根证书序列号不正确',
  'isv.alipay-cert-not-exist': '平台公钥证书不存在',
  'isv.illegal-timestamp': '时间戳超出允许范围',
  'isv.suspected-attack': '请求重复，疑似重放',
  'isv.insufficient-isv-permissions': '应用权限不足',
}

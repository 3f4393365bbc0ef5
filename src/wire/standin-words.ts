import type { DoctorCause } from './standin.ts'

/** What went wrong with a signature, and what to do: the same sentences on the page and in a terminal. */
export const causeWords: Record<'zh' | 'en', Record<DoctorCause, string>> = {
  zh: {
    SIGN_TYPE_LEFT_OUT: '请求要连 sign_type 一起签名，签名时漏掉了。',
    SIGN_TYPE_LEFT_IN: '通知验签时要去掉 sign_type，这里没有去掉。',
    VALUES_ENCODED: '应对解码后的值签名，这里签的是百分号编码后的值。',
    VALUES_DECODED_TWICE: '值多解码了一次。',
    EMPTY_VALUES: '空值参加了签名却没有发送，或在途中混入：先去掉空值。',
    CHARSET: '签名所用的字节与声明的字符集不同：编码与声明要一致。',
    ORDER: '参数要按名字逐字节排序。',
    JSON_ALTERED: '签名后 JSON 被重新生成：发送和验签都要用原文。',
    PARAMETER_ADDED: '签名后加了参数，或有参数没有签：发送的都要签。',
    PARAMETER_DROPPED: '有参数签了却没有到达：签了的都要发送。',
    BLANKS: '加号变成了空格，或空格被去掉：把 + 编码为 %2B。',
    QUOTED: '值两边的引号：请求签名时不带，加密的应答要带。',
    HTML_ESCAPED: '文本被 HTML 转义：签名时的 " 变成了 &quot;。',
    REST_LINES: 'V3 逐行签名：授权串、方法、路径和查询、请求体，每行后都有换行，一切照发送的原样。',
    NODE_ONLY: '应答只对节点的值签名，不含外层文本。',
    HASH: '摘要算法与 sign_type 不符：RSA2 是 SHA-256，RSA 是 SHA-1。',
    WRONG_KEY: '签名所用的密钥与应用登记的不是一对。',
    SIGN_MISSING: '没有 sign。',
    SIGN_BROKEN: 'sign 不是完整的 base64 签名：被截断，或多编码了一次。',
    ALTERED:
      '签名的文本与此处不同，且不在常见错误之列：请逐项比对，先看最长、最常被改动的，请求里是 biz_content。',
  },
  en: {
    SIGN_TYPE_LEFT_OUT: 'A request is signed with its sign_type; the signer left it out.',
    SIGN_TYPE_LEFT_IN: 'A notification is checked without its sign_type; it was left in.',
    VALUES_ENCODED: 'Sign the decoded values; the percent-encoded ones were signed.',
    VALUES_DECODED_TWICE: 'The values were decoded once too often.',
    EMPTY_VALUES: 'An empty value was signed and not sent, or came in on the way: drop them first.',
    CHARSET:
      'The bytes were of another charset than declared: encode and declare one and the same.',
    ORDER: 'Sort the parameters by name, byte by byte.',
    JSON_ALTERED: 'The JSON was written anew after signing: send and check the very same text.',
    PARAMETER_ADDED: 'A parameter was added after signing, or not signed: sign all that is sent.',
    PARAMETER_DROPPED: 'A parameter was signed and did not arrive: send all that is signed.',
    BLANKS: 'A plus became a blank, or blanks were cut: percent-encode + as %2B.',
    QUOTED: 'Quotes around a value: requests are signed without, an encrypted answer with them.',
    HTML_ESCAPED: 'The text was escaped for HTML: &quot; stands where " was signed.',
    REST_LINES:
      'V3 signs lines: authorization, verb, path with query, body, each with a line feed after it, all as sent.',
    NODE_ONLY: 'Of an answer only the value of the node is signed, not the text around it.',
    HASH: 'The hash is not that of sign_type: RSA2 is SHA-256, RSA is SHA-1.',
    WRONG_KEY: 'Another key made this signature than the one that the app holds.',
    SIGN_MISSING: 'There is no sign.',
    SIGN_BROKEN: 'The sign is not whole base64 of a signature: it was cut or encoded once more.',
    ALTERED:
      'Another text was signed, and none of the usual mistakes explains it: compare value by value, first the longest, of a request biz_content, which is altered most often.',
  },
}

const units = [
  { ms: 86_400_000, zh: '天', en: 'day' },
  { ms: 3_600_000, zh: '小时', en: 'hour' },
  { ms: 60_000, zh: '分钟', en: 'minute' },
  { ms: 1000, zh: '秒', en: 'second' },
] as const

/**
 * A span of milliseconds in words, as people say it: `1 天 2 小时 5 分钟`, `1 day 2 hours 5 minutes`. Seconds are told
 * below an hour alone, and what is shorter than one as one.
 */
export function spanWords(ms: number, language: 'zh' | 'en'): string {
  let left = Math.max(1000, ms)
  const parts: string[] = []
  for (const unit of units) {
    const count = Math.floor(left / unit.ms)
    left -= count * unit.ms
    if (count === 0 || (unit.en === 'second' && ms >= 3_600_000)) continue
    parts.push(`${count} ${unit[language]}${language === 'en' && count > 1 ? 's' : ''}`)
  }
  return parts.join(' ')
}

/** How far the stand-in's clock is ahead of the real time. */
export function aheadWords(offsetMs: number, language: 'zh' | 'en'): string {
  if (offsetMs === 0) return language === 'zh' ? '与真实时间一致' : 'the real time'
  const span = spanWords(offsetMs, language)
  return language === 'zh' ? `比真实时间快 ${span}` : `${span} ahead of the real time`
}

import { faultStyle } from './fault-style.ts'

/** What the gateway answered instead of leading to the desk. */
export type PageFault = {
  code: string
  msg: string
  subCode?: string
  subMsg?: string
  traceId: string
}

const kinds = ['busy', 'request', 'order'] as const
type Kind = (typeof kinds)[number]

/** Ours to mend by waiting, the shop's request, or this order alone. */
function kindOf({ code, subCode = '' }: PageFault): Kind {
  if (code === '20000') return 'busy'
  return code === '40004' && !subCode.startsWith('isv.') ? 'order' : 'request'
}

type Words = {
  lang: string
  title: string
  name: string
  desk: string
  said: Record<Kind, { title: string; why: string }>
  moved: string
  forShop: string
  again: string
}

const zh: Words = {
  lang: 'zh-CN',
  title: '无法付款',
  name: '通宝',
  desk: '收银台',
  said: {
    busy: { title: '系统繁忙', why: '这笔订单还没有打开。请稍等几秒，再试一次。' },
    request: {
      title: '这笔订单无法付款',
      why: '商家发来的付款请求有误。请返回商家页面重新下单；仍然不行，就把下面的内容告诉商家。',
    },
    order: {
      title: '这笔订单无法付款',
      why: '这笔订单现在不能付。请返回商家页面重新下单，或把下面的内容告诉商家。',
    },
  },
  moved: '没有扣款',
  forShop: '给商家的信息',
  again: '再试一次',
}

const en: Words = {
  lang: 'en',
  title: 'Cannot pay',
  name: 'Tongbao',
  desk: 'Cashier',
  said: {
    busy: {
      title: 'The system is busy',
      why: 'This order was not opened. Wait a few seconds and try again.',
    },
    request: {
      title: 'This order cannot be paid',
      why: 'The shop’s request for payment is not right. Go back to the shop and order again; if that does not help, show the shop what stands below.',
    },
    order: {
      title: 'This order cannot be paid',
      why: 'It cannot be paid now. Go back to the shop and order again, or show the shop what stands below.',
    },
  },
  moved: 'No money moved',
  forShop: 'For the shop',
  again: 'Try again',
}

/** The first of the reader's languages that we speak, else Chinese, as the desk's merchants do. */
const wordsFor = (accepted: string): Words =>
  accepted
    .split(',')
    .map((tag) => tag.trim().slice(0, 2).toLowerCase())
    .find((tag) => tag === 'zh' || tag === 'en') === 'en'
    ? en
    : zh

/**
 * What the buyer reads where the desk cannot be entered: what happened, that no money moved, what to do now; and below
 * it what the merchant's engineer needs. It looks like the desk and needs none of its files. Merchants' words stand in
 * it, so all is escaped. `accepted` is the browser's `Accept-Language`.
 */
export function faultPage(fault: PageFault, accepted = ''): string {
  const say = wordsFor(accepted)
  const kind = kindOf(fault)
  const { title, why } = say.said[kind]
  const { code, msg, subCode, subMsg, traceId } = fault
  const facts = [
    ['code', `${code} ${msg}`],
    ['sub_code', subCode],
    ['sub_msg', subMsg],
    ['trace_id', traceId],
  ]
    .filter((fact): fact is [string, string] => fact[1] !== undefined)
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('')
  // Asking for the same address once more is harmless: an order is opened once.
  const again = kind === 'busy' ? `<a class="button" href="">${say.again}</a>` : ''
  return `<!doctype html>
<html lang="${say.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.ico">
<title>${say.title} · ${say.desk} · ${say.name}</title>
<style>${faultStyle}</style>
</head>
<body>
<header>${logo}<strong>${say.name}</strong><span>${say.desk}</span></header>
<main>
<article>
${sign}
<h1>${title}</h1>
<p class="moved">${say.moved}</p>
<p>${why}</p>
${again}
<section><h2>${say.forShop}</h2><dl>${facts}</dl></section>
</article>
</main>
</body>
</html>
`
}

const logo = `<svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true">
<path class="coin" fill-rule="evenodd" d="M16 1a15 15 0 1 1 0 30a15 15 0 1 1 0-30zM11.5 11.5v9h9v-9z"/>
<path class="brass" fill-rule="evenodd" d="M9 9h14v14H9zM11.5 11.5v9h9v-9z"/>
<circle class="ring" cx="16" cy="16" r="12.6" fill="none" stroke-width="1.2"/></svg>`

const sign = `<svg class="sign" width="80" height="80" viewBox="0 0 80 80" aria-hidden="true">
<circle cx="40" cy="40" r="38"/><path d="M40 22v24M40 57v1"/></svg>`

const marks: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '')

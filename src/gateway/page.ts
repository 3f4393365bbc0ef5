import type { FastifyReply } from 'fastify'

import type { Links } from '#cashier/links.ts'

import type { Answer } from './codes.ts'

const pageMethods: ReadonlySet<string | undefined> = new Set([
  'alipay.trade.page.pay',
  'alipay.trade.wap.pay',
  'alipay.trade.app.pay',
])

/** Methods that a person's browser or wallet brings, and no program reads the answer of. */
export const isPageMethod = (method: string | undefined): boolean => pageMethods.has(method)

/** Leads the buyer to the cashier desk, or says on a page why not: HTTP 200, as all the gateway's refusals. */
export function sendPage(
  reply: FastifyReply,
  answer: Answer,
  { links, traceId }: { links: Links; traceId: string },
): FastifyReply {
  const token = answer['checkout']
  void reply.header('cache-control', 'no-store')
  return typeof token === 'string'
    ? reply.redirect(links.desk(token), 302)
    : reply.code(200).type('text/html;charset=utf-8').send(faultPage(answer, traceId))
}

/** What the buyer and, by the codes below, the merchant's engineer need to know. Merchants' words stand in it, so all is escaped. */
function faultPage({ code, msg, sub_code, sub_msg }: Answer, traceId: string): string {
  const detail = [`${code} ${msg}`, sub_code, sub_msg, `trace_id ${traceId}`]
    .filter((line) => line !== undefined)
    .map((line) => `<li>${escapeHtml(line)}</li>`)
    .join('')
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>无法付款 · Cannot pay</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 12vh auto; padding: 0 1.5rem; color: #1d2b27 }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
ul { color: #51605b; font-size: .875rem; padding-left: 1.25rem; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { background: #101715; color: #e6efec } ul { color: #a9b8b3 } }
</style>
</head>
<body>
<main>
<h1>这笔订单无法付款</h1>
<p>没有扣款。请返回商家页面重新下单，或把下面的内容告诉商家。</p>
<h1 lang="en">This order cannot be paid</h1>
<p lang="en">No money moved. Go back to the shop and order again, or show the shop what stands below.</p>
<ul>${detail}</ul>
</main>
</body>
</html>
`
}

const marks: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '')

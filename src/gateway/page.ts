import type { FastifyReply } from 'fastify'

import { faultPage } from '#cashier/fault-page.ts'
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
  if (typeof token === 'string') return reply.redirect(links.desk(token), 302)
  const { code, msg, sub_code: subCode, sub_msg: subMsg } = answer
  const fault = {
    code,
    msg,
    traceId,
    ...(subCode !== undefined && { subCode }),
    ...(subMsg !== undefined && { subMsg }),
  }
  const accepted = reply.request.headers['accept-language']
  return reply.code(200).type('text/html;charset=utf-8').send(faultPage(fault, accepted))
}

import { callByForm } from '#gateway/form.ts'
import type { GatewayDeps } from '#gateway/call.ts'
import { isPageMethod } from '#gateway/page.ts'
import { mergeParameters, splitUrlencoded, textOf, utf8Bytes } from '#gateway/parameter.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { failureCodes, type FailureCode } from '#wire/codes.ts'
import { refuse } from '#wire/failures.ts'

import { isToken, tradeToken } from './token.ts'

type From = { address: string; traceId: string }

/**
 * The token of what a wallet scanned or was handed: an order's QR or the desk's address under whatever host name, the number of an
 * order made for one buyer, or a merchant's signed order string, which is checked as any call of the gateway is.
 */
export async function tokenOf(
  deps: GatewayDeps,
  scanned: string,
  from: From,
): Promise<Result<string, FailureCode>> {
  const text = scanned.trim()
  if (/^\d{28}$/.test(text)) return ok(tradeToken(deps.keyring, text))
  const url = URL.canParse(text) ? new URL(text) : undefined
  const token = url && tokenIn(url, deps.links.qrPrefix)
  if (token !== undefined) return ok(token)
  return orderString(deps, url ? url.search.slice(1) : text, from)
}

function tokenIn(url: URL, qrPrefix: string): string | undefined {
  const { href, pathname } = url
  const short = /\/q\/([\w-]+)$/.exec(pathname)?.[1]
  const prefixed = href.startsWith(qrPrefix) ? href.slice(qrPrefix.length) : undefined
  const asked = pathname.endsWith('/cashier/') ? url.searchParams.get('t') : undefined
  return [short, prefixed, asked].find((found) => typeof found === 'string' && isToken(found)) as
    | string
    | undefined
}

async function orderString(
  deps: GatewayDeps,
  text: string,
  from: From,
): Promise<Result<string, FailureCode>> {
  const received = mergeParameters(splitUrlencoded(utf8Bytes(text), 'query'))
  if (!isPageMethod(textOf(received.parameters, 'method'))) return refuse('SCAN_UNKNOWN')
  const { answer } = await callByForm(deps, received, from)
  const token = answer['checkout']
  if (typeof token === 'string') return ok(token)
  // A faulty order string is the merchant's to mend; the payer is told in the house's words where there are some.
  const subCode = answer.sub_code ?? answer.code
  const code = failureCodes.find((known) => `ACQ.${known}` === subCode)
  return code ? refuse(code) : refuse('SCAN_UNKNOWN', { detail: { subCode } })
}

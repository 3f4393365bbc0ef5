import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'
import type {
  TillDay,
  TillDetail,
  TillLogin,
  TillMe,
  TillPay,
  TillRefund,
  TillResult,
} from '#wire/till.ts'

import type { Answer } from './sale/pursue.ts'

const trade = (outTradeNo: string) => `/api/till/trades/${encodeURIComponent(outTradeNo)}`
/** A till answers within a blink; what takes longer is asked for instead of awaited. */
const payTimeoutMs = 8_000
const queryTimeoutMs = 5_000

export const tillApi = {
  me: () => api.get<TillMe>('/api/till/me'),
  login: (body: TillLogin) => api.post<TillMe, TillLogin>('/api/till/login', body),
  logout: () => api.post('/api/till/logout', {}),
  pay: (body: TillPay, signal: AbortSignal) =>
    api.post<TillResult, TillPay>('/api/till/pay', body, { signal, timeoutMs: payTimeoutMs }),
  query: (outTradeNo: string) =>
    api.get<TillDetail>(trade(outTradeNo), { timeoutMs: queryTimeoutMs }),
  cancel: (outTradeNo: string) =>
    api.post<TillResult>(`${trade(outTradeNo)}/cancel`, {}, { timeoutMs: payTimeoutMs }),
  refund: (outTradeNo: string, body: TillRefund) =>
    api.post<TillResult, TillRefund>(`${trade(outTradeNo)}/refund`, body),
  day: (query: { day: string; q?: string; cursor?: string; all: '0' | '1' }) =>
    api.get<TillDay>('/api/till/trades', { query }),
}

/** Turns a call into what a sale's pursuit reads. A server's own fault (5xx) leaves the outcome open. */
export async function answerOf(call: Promise<TillResult>): Promise<Answer> {
  try {
    return { ok: true, result: await call }
  } catch (thrown) {
    if (!(thrown instanceof ApiFailure)) return lost
    const { message, status } = thrown
    const code = status >= 500 && thrown.code !== 'BUSY' ? 'UNAVAILABLE' : thrown.code
    return { ok: false, failure: { code, message } }
  }
}

const lost: Answer = { ok: false, failure: { code: 'OFFLINE', message: '' } }

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { api } from '#web/client/api.ts'
import type { DemoSms } from '#wire/demo.ts'
import type { SmsRequest, SmsSent } from '#wire/wallet.ts'

export const isPhone = (text: string) => /^1[0-9]{10}$/.test(text)

/** Asks for an SMS code. Throws ApiFailure. */
export const sendSms = (request: SmsRequest) => api.post<SmsSent>('/api/wallet/sms', request)

/**
 * Whole seconds left of a wait: of `seconds` from the first render, and of what `start(seconds)`
 * begins later.
 */
export function useWait(seconds: number): { left: number; start: (seconds: number) => void } {
  const [now, setNow] = useState(() => Date.now())
  const [until, setUntil] = useState(() => Date.now() + seconds * 1000)
  useEffect(() => {
    if (until <= Date.now()) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [until])
  const start = (next: number) => {
    setNow(Date.now())
    setUntil(Date.now() + next * 1000)
  }
  return { left: Math.max(0, Math.ceil((until - now) / 1000)), start }
}

/** Where the demo shows the SMS of a phone, or of all of them; undefined outside the demo. */
export function useDemoSms(phone = ''): string | undefined {
  const { isSuccess } = useQuery({
    queryKey: ['demo-sms', phone],
    queryFn: () => api.get<DemoSms>('/api/demo/sms', { query: { phone } }),
    retry: false,
  })
  return isSuccess ? `/sms/${phone && `?phone=${phone}`}` : undefined
}

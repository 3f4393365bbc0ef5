import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { LanguageSwitch } from '#web/ui/LanguageSwitch.tsx'
import { Logo } from '#web/ui/Logo.tsx'
import { ThemeSwitch } from '#web/ui/ThemeSwitch.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { DemoSms } from '#wire/demo.ts'

import { useWords } from './words.ts'

const refreshMillis = 1000

const useMessages = (phone: string) =>
  useQuery({
    queryKey: ['sms', phone],
    queryFn: () => api.get<DemoSms>('/api/demo/sms', { query: { phone } }),
    refetchInterval: refreshMillis,
    placeholderData: (before) => before,
    retry: false,
  })

const phoneInAddress = () => new URLSearchParams(location.search).get('phone') ?? ''

/** The phone looked at lives in the address, so that a page can be kept open for each demo phone. */
function usePhone() {
  const [phone, setPhone] = useState(phoneInAddress)
  useEffect(() => {
    const follow = () => setPhone(phoneInAddress())
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const choose = (next: string) => {
    history.replaceState(null, '', next ? `?phone=${encodeURIComponent(next)}` : location.pathname)
    setPhone(next)
  }
  return [phone, choose] as const
}

/** The SMS that the demo's phones received, newest first. */
export function Sms() {
  const say = useWords()
  const [phone, setPhone] = usePhone()
  const query = useMessages(phone)
  const messages = query.data?.messages ?? []
  const absent = query.error instanceof ApiFailure && query.error.status === 404
  useEffect(() => {
    document.title = `${say.title} · 通宝`
  }, [say])
  return (
    <main className="sms">
      <header>
        <a href="/" className="sms-home" aria-label={say.home}>
          <Logo size={36} />
        </a>
        <h1>{say.title}</h1>
        <ThemeSwitch />
        <LanguageSwitch />
      </header>
      <p className="sms-about">{absent ? say.none : say.about}</p>
      {!absent && <PhoneFilter phone={phone} onChange={setPhone} />}
      {query.isError && !absent && (
        <p className="sms-offline" role="status">
          {say.offline}
        </p>
      )}
      {query.isSuccess && messages.length === 0 && (
        <section className="sms-empty">
          <p>{say.empty}</p>
          <p>{say.emptyHint}</p>
        </section>
      )}
      <ol aria-live="polite">
        {messages.map((message) => (
          <li key={message.id}>
            <Message message={message} onPhone={setPhone} />
          </li>
        ))}
      </ol>
    </main>
  )
}

function PhoneFilter({ phone, onChange }: { phone: string; onChange: (phone: string) => void }) {
  const say = useWords()
  return (
    <div className="sms-filter">
      <input
        type="search"
        inputMode="numeric"
        data-testid="sms-phone"
        placeholder={say.phone}
        aria-label={say.phone}
        value={phone}
        maxLength={20}
        onChange={(event) => onChange(event.target.value.replace(/[^0-9+]/g, ''))}
      />
      {phone !== '' && (
        <button type="button" onClick={() => onChange('')}>
          {say.all}
        </button>
      )}
    </div>
  )
}

type MessageProps = { message: DemoSms['messages'][number]; onPhone: (phone: string) => void }

function Message({ message, onPhone }: MessageProps) {
  const say = useWords()
  const { phone, code, text, at } = message
  return (
    <article data-testid="sms-message" data-phone={phone}>
      <p className="sms-head">
        <button type="button" onClick={() => onPhone(phone)}>
          {phone}
        </button>
        <span>
          <Time at={at} />
        </span>
      </p>
      <p className="sms-code">
        <output data-testid="sms-code" aria-label={say.code}>
          {code}
        </output>
        <Copy text={code} label={say.code} />
      </p>
      <p className="sms-text">{text}</p>
    </article>
  )
}

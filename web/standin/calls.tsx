import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'

import { api } from '#web/client/api.ts'
import { firstCharacters } from '#web/ui/characters.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { dateTime, dateTimeWithZone } from '#web/ui/format.ts'
import { ShortId } from '#web/ui/ShortId.tsx'
import { Time } from '#web/ui/Time.tsx'
import { charactersMax } from '#wire/limits.ts'
import type { CallDetail, CallPage, CallRow } from '#wire/standin.ts'

import { Problem } from './problem.tsx'
import { useWords } from './words.ts'

const refreshMillis = 3000

/** Every call of the gateway, newest first, to be searched and looked into. */
export function Calls() {
  const say = useWords()
  const [text, setText] = useState('')
  const [open, setOpen] = useState<string>()
  const query = useInfiniteQuery({
    queryKey: ['calls', text],
    queryFn: ({ pageParam }) =>
      api.get<CallPage>('/api/standin/calls', { query: { text: text.trim(), cursor: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: open === undefined ? refreshMillis : false,
    placeholderData: (before) => before,
  })
  const calls = query.data?.pages.flatMap((page) => page.calls) ?? []
  return (
    <>
      <label className="st-search">
        {say.calls.search}
        <input
          type="search"
          value={text}
          placeholder={say.calls.placeholder}
          onChange={({ target }) =>
            setText(firstCharacters(target.value, charactersMax.callSearch))
          }
        />
      </label>
      <Problem error={query.error} />
      {query.data && calls.length === 0 && (
        <p className="st-card st-soft">
          {text.trim() ? say.calls.noMatch(text.trim()) : say.calls.none}
        </p>
      )}
      {calls.length > 0 && (
        <div className="st-scroll">
          <table className="st-table st-calls">
            <thead>
              <tr>
                {say.calls.head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <Fragment key={call.callId}>
                  <Row
                    call={call}
                    open={open === call.callId}
                    onOpen={() => setOpen(open === call.callId ? undefined : call.callId)}
                  />
                  {open === call.callId && (
                    <tr className="st-call-open">
                      <td colSpan={5}>
                        <Detail id={call.callId} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <button type="button" className="st-quiet" onClick={() => void query.fetchNextPage()}>
          {say.calls.more}
        </button>
      )}
    </>
  )
}

type RowProps = { call: CallRow; open: boolean; onOpen: () => void }

function Row({ call, open, onOpen }: RowProps) {
  const say = useWords()
  const good = call.code === '10000' || call.code === '10003'
  return (
    <tr data-testid="call">
      <td className="st-call-time">
        <time dateTime={new Date(call.at).toISOString()} title={dateTimeWithZone(call.at)}>
          <span>{dateTime(call.at).slice(11)}</span> <small>{dateTime(call.at).slice(0, 10)}</small>
        </time>
      </td>
      <td className="st-call-method">
        <button type="button" className="st-link" aria-expanded={open} onClick={onOpen}>
          {call.method || '?'}
        </button>
        <small>
          {call.api} · {call.appId || '?'}
        </small>
      </td>
      <td className="st-call-order">
        {call.outTradeNo && <ShortId text={call.outTradeNo} label={say.calls.head[2]} />}
      </td>
      <td className={good ? 'st-call-result st-good' : 'st-call-result st-bad'}>
        {call.code} {call.subCode && <small>{call.subCode}</small>}
        {call.fault && <small className="st-tag">{call.fault}</small>}
      </td>
      <td className="st-call-took st-number">{call.ms} ms</td>
    </tr>
  )
}

function Detail({ id }: { id: string }) {
  const say = useWords()
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: () => api.get<CallDetail>(`/api/standin/calls/${id}`),
  })
  const call = query.data
  if (!call) return <Problem error={query.error} />
  return (
    <div className="st-detail">
      <p>
        {say.calls.trace} <code>{call.traceId}</code>{' '}
        <Copy text={call.traceId} label={say.calls.trace} />
      </p>
      <h3>{say.calls.received}</h3>
      <dl className="st-facts">
        {Object.entries(call.received).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </Fragment>
        ))}
      </dl>
      <h3>{say.calls.signed}</h3>
      <pre>{call.signedText}</pre>
      <h3>{say.calls.answer}</h3>
      <pre>{call.body ?? say.calls.noAnswer}</pre>
      <h3>{say.calls.told}</h3>
      {call.notifications.length === 0 && <p className="st-soft">{say.calls.notTold}</p>}
      {call.notifications.map((told) => (
        <div key={told.notifyId}>
          <p>
            <strong>{told.tradeStatus}</strong> {say.calls.states[told.state] ?? told.state} ·{' '}
            <code>{told.url}</code>
          </p>
          <ol className="st-attempts">
            {told.attempts.map((attempt) => (
              <li key={attempt.attempt}>
                <Time at={attempt.at} /> · {attempt.status ?? attempt.error} · {attempt.answer}
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  )
}

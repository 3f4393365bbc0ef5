import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api } from '#web/client/api.ts'
import { useCharactersMax } from '#web/ui/characters.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { Time } from '#web/ui/Time.tsx'
import { type FaultKind, faultKinds } from '#wire/fault-kinds.ts'
import { charactersMax } from '#wire/limits.ts'
import type { Fault, FaultList } from '#wire/standin.ts'

import { Problem } from './problem.tsx'
import { useWords } from './words.ts'

const path = '/api/standin/faults'
const delayed: readonly FaultKind[] = [
  'late',
  'silent',
  'waiting',
  'notify-late',
  'notify-after',
  'bank-late',
]

/** What shall go wrong on purpose, and what did. */
export function Faults() {
  const say = useWords()
  const cache = useQueryClient()
  const list = useQuery({
    queryKey: ['faults'],
    queryFn: () => api.get<FaultList>(path),
    refetchInterval: 2000,
  })
  const change = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => cache.invalidateQueries({ queryKey: ['faults'] }),
  })
  const faults = list.data?.faults ?? []
  const events = list.data?.events ?? []
  return (
    <>
      <NewFault onAdd={(rule) => change.mutate(() => api.post(path, rule))} />
      <Problem error={change.error ?? list.error} />
      <section className="st-card">
        <div className="st-row">
          <h2>{say.faults.set}</h2>
          {faults.length > 0 && (
            <>
              <Copy text={exported(faults)} label={say.faults.json} />
              <button
                type="button"
                className="st-quiet"
                onClick={() => change.mutate(() => api.delete(path))}
              >
                {say.faults.clear}
              </button>
            </>
          )}
        </div>
        {faults.length === 0 && <p className="st-soft">{say.faults.none}</p>}
        <ul className="st-list">
          {faults.map((fault) => (
            <li key={fault.faultId}>
              <strong>{say.faults.kinds[fault.kind]}</strong>
              <span>{say.faults.count(fault.fired, fault.times, fault.skip)}</span>
              <code>{fault.bank ?? fault.method ?? fault.appId ?? ''}</code>
              <button
                type="button"
                className="st-quiet"
                onClick={() => change.mutate(() => api.delete(`${path}/${fault.faultId}`))}
              >
                {say.faults.end}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {events.length > 0 && (
        <section className="st-card">
          <h2>{say.faults.happened}</h2>
          <ol className="st-attempts">
            {events.map((event) => (
              <li key={event.seq}>
                <Time at={event.at} /> · {say.faults.kinds[event.kind as FaultKind] ?? event.kind} ·{' '}
                <code>{event.subject}</code>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

/** As `tongbao fault import` and PUT take it. */
const exported = (faults: readonly Fault[]): string =>
  JSON.stringify({
    faults: faults.map(({ kind, appId, method, bank, skip, times, delayMs, outcome }) => {
      return { kind, appId, method, bank, skip, times, delayMs, outcome }
    }),
  })

type Rule = Partial<Fault> & { kind: FaultKind }

function NewFault({ onAdd }: { onAdd: (rule: Rule) => void }) {
  const say = useWords()
  const max = useCharactersMax()
  const [kind, setKind] = useState<FaultKind>('late')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => ((form.get(name) as string | null) ?? '').trim()
    onAdd({
      kind,
      times: text('times') === '' ? null : Number(text('times')),
      skip: Number(text('skip') || 0),
      ...(text('method') && { method: text('method') }),
      ...(text('bank') && { bank: text('bank').toUpperCase() }),
      ...(text('appId') && { appId: text('appId') }),
      ...(text('delay') && { delayMs: Math.round(Number(text('delay')) * 1000) }),
      ...(kind === 'waiting' && { outcome: text('outcome') }),
    })
  }
  return (
    <form className="st-card st-form" onSubmit={submit}>
      <label>
        {say.faults.what}
        <select value={kind} onChange={(event) => setKind(event.target.value as FaultKind)}>
          {faultKinds.map((name) => (
            <option key={name} value={name}>
              {say.faults.kinds[name]}
            </option>
          ))}
        </select>
      </label>
      {kind === 'waiting' && (
        <label>
          {say.faults.payer}
          <select name="outcome">
            {(['success', 'failure', 'silence'] as const).map((name) => (
              <option key={name} value={name}>
                {say.faults.outcomes[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      {delayed.includes(kind) && (
        <label>
          {say.faults.delay}
          <input name="delay" type="number" min={0} max={60} step="any" />
        </label>
      )}
      <label>
        {say.faults.times}
        <input name="times" type="number" min={1} defaultValue={1} />
      </label>
      <label>
        {say.faults.skip}
        <input name="skip" type="number" min={0} defaultValue={0} />
      </label>
      {kind.startsWith('bank-') ? (
        <label>
          {say.faults.bank}
          <input name="bank" placeholder="ICBC" {...max(charactersMax.bank)} />
        </label>
      ) : (
        <>
          <label>
            {say.faults.method}
            <input name="method" placeholder="alipay.trade.pay" {...max(charactersMax.method)} />
          </label>
          <label>
            {say.faults.app}
            <input name="appId" {...max(charactersMax.appId)} inputMode="numeric" />
          </label>
        </>
      )}
      <button type="submit" className="st-button">
        {say.faults.add}
      </button>
    </form>
  )
}

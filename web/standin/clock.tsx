import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { Time } from '#web/ui/Time.tsx'
import type { StandinTime, TimeMove } from '#wire/standin.ts'

import { Problem } from './problem.tsx'
import { useWords } from './words.ts'

const path = '/api/standin/time'
const minuteMs = 60_000
const jumps = [
  ['+1 m', minuteMs],
  ['+10 m', 10 * minuteMs],
  ['+1 h', 60 * minuteMs],
  ['+3 h', 180 * minuteMs],
  ['+1 d', 1440 * minuteMs],
  ['+30 d', 43_200 * minuteMs],
] as const

/** The clock of this network, and the buttons that move it forward. */
export function Clock() {
  const say = useWords()
  const cache = useQueryClient()
  const time = useQuery({
    queryKey: ['time'],
    queryFn: () => api.get<StandinTime>(path),
    refetchInterval: 1000,
  })
  const move = useMutation({
    // On its way it waits for merchants who are told something again.
    mutationFn: (body: TimeMove) => api.post<StandinTime>(path, body, { timeoutMs: 90_000 }),
    onSuccess: (state) => cache.setQueryData(['time'], state),
  })
  const state = time.data
  return (
    <section className="st-card">
      <Problem error={move.error ?? time.error} />
      {state && (
        <>
          <p className="st-clock">
            <Time at={state.now} />
          </p>
          <p className="st-soft">
            {state.offsetMs === 0 ? say.time.real : say.time.ahead(span(state.offsetMs))}
          </p>
          <div className="st-row">
            {jumps.map(([name, byMs]) => (
              <button
                key={name}
                type="button"
                className="st-quiet"
                disabled={move.isPending}
                onClick={() => move.mutate({ byMs })}
              >
                {name}
              </button>
            ))}
          </div>
          {state.next && (
            <p>
              {say.time.next[state.next.what]} <Time at={state.next.at} />{' '}
              <button
                type="button"
                className="st-button"
                disabled={move.isPending}
                onClick={() => move.mutate({ next: true })}
              >
                {say.time.go}
              </button>
            </p>
          )}
          <p className="st-soft">{say.time.forward}</p>
        </>
      )}
    </section>
  )
}

/** `1 d 2 h 5 m`: in figures and units that both languages read. */
function span(ms: number): string {
  const minutes = Math.round(ms / minuteMs)
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return shown.join(' ') || '< 1 m'
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { useLanguage } from '#web/ui/language.ts'
import { Time } from '#web/ui/Time.tsx'
import { aheadWords, spanWords } from '#wire/standin-words.ts'
import type { StandinTime, TimeMove } from '#wire/standin.ts'

import { Problem } from './problem.tsx'
import { useWords } from './words.ts'

const path = '/api/standin/time'
const minuteMs = 60_000
const jumpsMs = [1, 10, 60, 180, 1440, 43_200].map((minutes) => minutes * minuteMs)

/** The clock of this network, and the buttons that move it forward. */
export function Clock() {
  const say = useWords()
  const language = useLanguage()
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
          <p className="st-soft">{aheadWords(state.offsetMs, language)}</p>
          <div className="st-row">
            {jumpsMs.map((byMs) => (
              <button
                key={byMs}
                type="button"
                className="st-quiet"
                disabled={move.isPending}
                onClick={() => move.mutate({ byMs })}
              >
                +{spanWords(byMs, language)}
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

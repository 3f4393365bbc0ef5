import { take, type Http } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'
import { StandinTime, TimeMove } from '#wire/standin.ts'

import { createJourneys, type JourneyDeps } from './journey.ts'
import { nextDue } from './travel.ts'

const told = (summary: string) => ({ tags: ['demo'], summary })

/** The stand-in's clock. It goes forward alone: what happened cannot un-happen. */
export function addTimeRoutes(http: Http, deps: JourneyDeps): void {
  const { sql, travel } = deps
  const travelBy = createJourneys(deps)
  const state = async (): Promise<StandinTime> => {
    const now = travel.clock()
    return { now, offsetMs: travel.offsetMs(), next: await nextDue(sql, now) }
  }

  http.get(
    '/api/standin/time',
    { schema: { ...told('The time here, and what is due next'), response: { 200: StandinTime } } },
    state,
  )

  http.post(
    '/api/standin/time',
    {
      schema: {
        ...told('Move the time forward'),
        body: TimeMove,
        response: { 200: StandinTime },
      },
    },
    async (request) => {
      await travelBy(await distanceOf(request.body))
      return state()
    },
  )

  async function distanceOf(move: TimeMove): Promise<number> {
    if ('byMs' in move) return move.byMs
    const now = travel.clock()
    const due = await nextDue(sql, now)
    if (due) return Math.max(1, due.at - now)
    return take<number>(refuse('NOT_FOUND', { message: 'Nothing waits for its time.' }))
  }
}

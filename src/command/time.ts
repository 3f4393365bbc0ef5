import { localTextWithZone } from '#kernel/clock.ts'
import { aheadWords } from '#wire/standin-words.ts'
import type { StandinTime, TimeMove } from '#wire/standin.ts'

import { table, terminalLanguage } from './language.ts'
import { answer } from './say.ts'
import { ask, type AskOptions } from './standin/ask.ts'
import { durationOf } from './standin/duration.ts'

export type TimeOptions = AskOptions & { next?: boolean }

/** `tongbao time [+2h]`: the stand-in's clock, moved forward where that is asked for. */
export async function time(by: string | undefined, options: TimeOptions): Promise<void> {
  const path = '/api/standin/time'
  const move: TimeMove | undefined = options.next
    ? { next: true }
    : by === undefined
      ? undefined
      : { byMs: durationOf(by) }
  const now = await ask<StandinTime>(
    options,
    move ? { method: 'POST', path, body: move, timeoutMs: 90_000 } : { method: 'GET', path },
  )
  answer(options.json, now, words(now))
}

const labels = {
  en: { notification: 'next: a notification is sent again', expiry: 'next: an order runs out' },
  zh: { notification: '下一件：重发通知', expiry: '下一件：订单到期' },
}

function words({ now, offsetMs, next }: StandinTime): string {
  const language = terminalLanguage()
  const rows = [[localTextWithZone(now), aheadWords(offsetMs, language)]]
  if (next) rows.push([localTextWithZone(next.at), labels[language][next.what]])
  return table(rows, '')
}

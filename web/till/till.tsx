import { App } from 'antd'
import { useEffect, useState, useSyncExternalStore } from 'react'

import { followEvents } from '#web/client/events.ts'
import type { TillEvent } from '#wire/event.ts'
import type { TillMe } from '#wire/till.ts'

import { Bar } from './bar/bar.tsx'
import { useShortcuts } from './bar/shortcuts.ts'
import { heardServerTime } from './clock.ts'
import { makeCounter } from './counter/counter.ts'
import { CounterPage } from './counter/page.tsx'
import { makeWorld } from './counter/world.ts'
import { gunDefaults, type GunEvent } from './gun.ts'
import { useGunGap } from './gun-pace.ts'
import { Help, Later, loadAhead, TodayPage } from './later.tsx'
import { ReceiptSheet } from './receipt.tsx'
import { eventsPath, queryClient } from './session.ts'
import { playSound, unlockSound } from './sound.ts'
import { searchToday } from './today/search.ts'
import { useGun, type Place } from './use-gun.ts'
import { useWords } from './words/words.ts'

const followHash = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
const useHash = () => useSyncExternalStore(followHash, () => location.hash)

const kinds = ['paid', 'failed', 'waiting', 'closed', 'refunded'] as const

/** The till of one logged-in cashier: the counter, the day's sales, and what both need: the gun, the events, the keys. */
export function Till({ me }: { me: TillMe }) {
  const say = useWords()
  const { message } = App.useApp()
  const [counter] = useState(() => makeCounter(me, { play: playSound, world: makeWorld() }))
  // Undefined until it is first asked for.
  const [help, setHelp] = useState<boolean>()
  const today = useHash() === '#today'
  const gapMillis = useGunGap()

  useEffect(() => {
    heardServerTime(me.serverTime, Date.now())
    counter.open()
    loadAhead()
    addEventListener('pointerdown', unlockSound)
    addEventListener('online', counter.poke)
    const stop = followEvents<TillEvent>({
      path: eventsPath,
      kinds,
      onHello: heardServerTime,
      onRefused: () => void queryClient.invalidateQueries({ queryKey: ['me'] }),
      onEvent: (event) => {
        counter.news(event.outTradeNo)
        void queryClient.invalidateQueries({ queryKey: ['day'] })
      },
    })
    return () => {
      stop()
      counter.close()
      removeEventListener('online', counter.poke)
      removeEventListener('pointerdown', unlockSound)
    }
  }, [me, counter])

  const heard = (event: GunEvent, place: Place) => {
    if (!today && place !== 'dialog') return counter.take(event)
    if (event.kind === 'typed') return
    if (today && place !== 'dialog' && event.code === null) return searchToday(event.text)
    playSound('attention')
    void message.warning(say.notice.amountFirst)
  }
  useGun({ ...gunDefaults, gapMillis, codePrefix: me.codePrefix, codeDigits: me.codeDigits }, heard)
  useShortcuts({ help: () => setHelp((open) => !open) })

  return (
    <div className="till">
      <Bar me={me} today={today} onHelp={() => setHelp(true)} />
      {today ? (
        <Later>
          <TodayPage me={me} />
        </Later>
      ) : (
        <CounterPage me={me} counter={counter} />
      )}
      {help !== undefined && (
        <Later>
          <Help open={help} onClose={() => setHelp(false)} />
        </Later>
      )}
      <ReceiptSheet me={me} />
    </div>
  )
}

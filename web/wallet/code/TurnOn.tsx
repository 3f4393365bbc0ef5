import { useQueryClient } from '@tanstack/react-query'
import {
  CheckShieldOutline,
  ClockCircleOutline,
  LockOutline,
  PhonebookOutline,
} from 'antd-mobile-icons'

import { useOnline } from '#web/client/online.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Logo } from '#web/ui/Logo.tsx'

import { useMember } from '../session/me.ts'
import { Banners } from '../shell/Banners.tsx'
import { Forgot } from '../shell/Forgot.tsx'
import { MainButton } from '../shell/MainButton.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { turnOn, useRevoked } from './held.ts'

interface TurnOnProps {
  entering: boolean
  onEnter: () => void
  onBack: () => void
}

/**
 * The first payment on a phone: says what turning on means, then asks for the payment password
 * once.
 */
export function TurnOn({ entering, onEnter, onBack }: TurnOnProps) {
  const words = useWords()
  const say = useFailureWords('payer', 'setting')
  const online = useOnline()
  const revoked = useRevoked()
  const me = useMember()
  const cache = useQueryClient()
  if (entering) {
    return (
      <main className="page page-plain pin-page">
        <PinPad
          title={words.pay.on.password}
          intro={words.pay.on.passwordIntro}
          onFill={(pin) => refusal(() => turnOn(cache, me.memberId, pin), say)}
        >
          <button type="button" className="text-button" onClick={onBack}>
            {words.cancel}
          </button>
          <Forgot />
        </PinPad>
      </main>
    )
  }
  const points = [
    [ClockCircleOutline, words.pay.on.point1],
    [LockOutline, words.pay.on.point2],
    [PhonebookOutline, words.pay.on.point3],
  ] as const
  const foot = (
    <>
      {!online && <p className="foot-note">{words.pay.on.needNet}</p>}
      <MainButton disabled={!online} data-testid="turn-on" onClick={onEnter}>
        {words.pay.on.button}
      </MainButton>
    </>
  )
  return (
    <Page title={words.pay.title} back="/" foot={foot}>
      <Banners />
      {revoked && (
        <div className="banner banner-danger" role="alert" data-testid="device-revoked">
          <CheckShieldOutline aria-hidden />
          <span>{say({ code: 'DEVICE_REVOKED' })}</span>
        </div>
      )}
      <div className="turn-on">
        <Logo size={72} />
        <h2>{words.pay.on.title}</h2>
        <p>{words.pay.on.intro}</p>
        <ul>
          {points.map(([Icon, text]) => (
            <li key={text}>
              <Icon fontSize={22} aria-hidden />
              {text}
            </li>
          ))}
        </ul>
      </div>
    </Page>
  )
}

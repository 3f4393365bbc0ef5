import { lazy, useState } from 'react'
import { useNavigate } from 'react-router'

import { useMe } from '../session/me.ts'
import { Banners } from '../shell/Banners.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { CodeCard } from './CodeCard.tsx'
import { useHeld } from './held.ts'

const TurnOn = lazy(async () => ({ default: (await import('./TurnOn.tsx')).TurnOn }))

/** The page where one pays, and nothing else: it never asks for money or scans. */
export function PayPage() {
  const words = useWords()
  const go = useNavigate()
  const held = useHeld()
  const { data: me } = useMe()
  const [entering, setEntering] = useState(false)
  if (held === undefined) return <div className="page page-green" />
  if (held) {
    return (
      <Page title={words.pay.title} back="/" tone="green">
        <Banners />
        <CodeCard held={held} balance={me?.balance} />
      </Page>
    )
  }
  return (
    <TurnOn
      entering={entering}
      onEnter={() => setEntering(true)}
      onBack={() => (entering ? setEntering(false) : void go('/'))}
    />
  )
}

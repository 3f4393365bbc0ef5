import { type ReactNode, useEffect, useState } from 'react'

import { LanguageSwitch } from '#web/ui/LanguageSwitch.tsx'
import { Logo } from '#web/ui/Logo.tsx'
import { ThemeSwitch } from '#web/ui/ThemeSwitch.tsx'

import { Calls } from './calls.tsx'
import { Doctor } from './doctor.tsx'
import { Faults } from './faults.tsx'
import { Clock } from './clock.tsx'
import { useWords } from './words.ts'

const tabs = ['doctor', 'calls', 'faults', 'time'] as const
type Tab = (typeof tabs)[number]

const bodies: Record<Tab, () => ReactNode> = {
  doctor: Doctor,
  calls: Calls,
  faults: Faults,
  time: Clock,
}

const tabInAddress = (): Tab =>
  tabs.find((tab) => tab === location.hash.slice(1).split('/')[0]) ?? 'doctor'

/** The tab lives in the address, so that one can be linked to. */
function useTab(): Tab {
  const [tab, setTab] = useState(tabInAddress)
  useEffect(() => {
    const follow = () => setTab(tabInAddress())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return tab
}

/** What the stand-in has beside the gateway, for whoever writes till and shop software. */
export function StandIn() {
  const say = useWords()
  const tab = useTab()
  const Body = bodies[tab]
  useEffect(() => {
    document.title = `${say.tabs[tab]} · ${say.title}`
  }, [say, tab])
  return (
    <div className="st">
      <header className="st-top">
        <a href="/" className="st-brand">
          <Logo size={32} />
          <h1>{say.title}</h1>
        </a>
        <ThemeSwitch />
        <LanguageSwitch />
      </header>
      <nav className="st-tabs" aria-label={say.title}>
        {tabs.map((name) => (
          <a key={name} href={`#${name}`} aria-current={name === tab ? 'page' : undefined}>
            {say.tabs[name]}
          </a>
        ))}
      </nav>
      <main>
        <p className="st-soft">{say.about[tab]}</p>
        <Body />
      </main>
    </div>
  )
}

import { useEffect } from 'react'

import { LanguageSwitch } from '#web/ui/LanguageSwitch.tsx'
import { Logo } from '#web/ui/Logo.tsx'
import { ThemeSwitch } from '#web/ui/ThemeSwitch.tsx'

import { Apps } from './apps.tsx'
import { BankCards } from './bank-cards.tsx'
import { Cards } from './cards.tsx'
import { Cashiers, People } from './people.tsx'
import { Phone } from './phone.tsx'
import { useTown } from './town.ts'
import { useWords } from './words.ts'

/** What a new user sees first: what this is, where to click, whom to be. */
export function Home() {
  const say = useWords()
  const town = useTown()
  useEffect(() => {
    document.title = `${say.name} · ${say.tagline}`
  }, [say])
  return (
    <>
      <Top />
      <main className="home">
        <section className="home-hero">
          <Logo size={88} />
          <h1>
            {say.name} <span>{say.tagline}</span>
          </h1>
          <p>{say.what}</p>
          <p>{say.who}</p>
        </section>
        <Cards demo={town.data !== null} />
        {town.isError && (
          <p className="home-note" role="status">
            {say.unreachable}
          </p>
        )}
        {town.data && (
          <>
            <Steps />
            <People people={town.data.people} sms={town.data.sms} />
            <BankCards town={town.data} />
            <Cashiers cashiers={town.data.cashiers} />
            {town.data.walletHttps && <Phone address={town.data.walletHttps} />}
            <Apps town={town.data} />
            <p className="home-note">{say.source}</p>
          </>
        )}
      </main>
    </>
  )
}

function Top() {
  return (
    <header className="home-top">
      <ThemeSwitch />
      <LanguageSwitch />
    </header>
  )
}

function Steps() {
  const say = useWords()
  return (
    <section>
      <h2>{say.try}</h2>
      <ol className="home-steps">
        {say.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  )
}

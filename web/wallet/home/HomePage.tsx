import { Button } from 'antd-mobile'
import { ScanningOutline, SetOutline } from 'antd-mobile-icons'
import { useNavigate } from 'react-router'

import { Logo } from '#web/ui/Logo.tsx'

import { TopupNews } from '../cards/TopupNews.tsx'
import { useMember } from '../session/me.ts'
import { Banners } from '../shell/Banners.tsx'
import { useInstall } from '../shell/install.ts'
import { useWords } from '../words.ts'
import { AddMoney } from './AddMoney.tsx'
import { BalanceCard } from './BalanceCard.tsx'
import { HeldCard } from './HeldCard.tsx'
import { PendingBanner } from './PendingBanner.tsx'
import { RecentBills } from './RecentBills.tsx'

/** The start: what one has, what waits, what was last, and the buttons to pay. */
export function HomePage() {
  const words = useWords()
  const go = useNavigate()
  const me = useMember()
  const install = useInstall()
  return (
    <div className="page page-plain">
      <header className="home-head">
        <h1 className="home-brand">
          <Logo size={28} />
          {words.name}
        </h1>
        <button
          type="button"
          className="icon-button"
          aria-label={words.home.settings}
          data-testid="go-settings"
          onClick={() => void go('/settings')}
        >
          <SetOutline fontSize={24} />
        </button>
      </header>
      <main className="page-body">
        <Banners />
        <BalanceCard me={me} />
        <AddMoney me={me} />
        {me.cards && <TopupNews />}
        <PendingBanner />
        {me.passwordFreeSuspended && (
          <button
            type="button"
            className="banner banner-brass"
            onClick={() => void go('/settings/limit')}
          >
            <strong>{words.home.suspended}</strong>
            <span>{words.home.suspendedHint}</span>
          </button>
        )}
        <HeldCard />
        <RecentBills />
        {install && (
          <button type="button" className="banner banner-quiet" onClick={install}>
            <strong>{words.home.install}</strong>
            <span>{words.home.installHint}</span>
          </button>
        )}
      </main>
      <footer className="page-foot">
        <div className="home-acts">
          <Button
            color="primary"
            fill="outline"
            size="large"
            shape="rounded"
            className="scan-button"
            data-testid="go-scan"
            onClick={() => void go('/scan')}
          >
            <ScanningOutline fontSize={24} />
            {words.home.scan}
          </Button>
          <Button
            color="primary"
            size="large"
            shape="rounded"
            className="pay-button"
            data-testid="go-pay"
            onClick={() => void go('/pay')}
          >
            <PayMark />
            {words.home.pay}
          </Button>
        </div>
      </footer>
    </div>
  )
}

/** A few bars: this button opens the payment code. */
function PayMark() {
  return (
    <svg width="24" height="20" viewBox="0 0 24 20" fill="currentColor" aria-hidden>
      <path d="M1 1h2v18H1zM5 1h1v18H5zM8 1h3v18H8zM13 1h1v18h-1zM16 1h2v18h-2zM20 1h1v18h-1zM22 1h1v18h-1z" />
    </svg>
  )
}

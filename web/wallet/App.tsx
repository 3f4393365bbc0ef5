import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'

import { ApiFailure } from '#web/client/failure.ts'

import { dropHeld, useHeld, useTopUp } from './code/held.ts'
import { PayPage } from './code/PayPage.tsx'
import { HomePage } from './home/HomePage.tsx'
import { ResultSheet } from './result/ResultSheet.tsx'
import { useMe } from './session/me.ts'
import { useEvents } from './session/use-events.ts'
import { Splash } from './shell/Splash.tsx'

const Overlays = lazy(async () => ({ default: (await import('./shell/Overlays.tsx')).Overlays }))
const Login = lazy(async () => ({ default: (await import('./session/Login.tsx')).Login }))
const SetPassword = lazy(async () => ({
  default: (await import('./session/SetPassword.tsx')).SetPassword,
}))
const BillsPage = lazy(async () => ({ default: (await import('./bills/BillsPage.tsx')).BillsPage }))
const BillPage = lazy(async () => ({ default: (await import('./bills/BillPage.tsx')).BillPage }))
const scan = () => import('./scan/pages.ts')
const ScanPage = lazy(async () => ({ default: (await scan()).ScanPage }))
const OrderPage = lazy(async () => ({ default: (await scan()).OrderPage }))
const cards = () => import('./cards/pages.ts')
const CardsPage = lazy(async () => ({ default: (await cards()).CardsPage }))
const AddCardPage = lazy(async () => ({ default: (await cards()).AddCardPage }))
const TopupPage = lazy(async () => ({ default: (await cards()).TopupPage }))
const TopupStatePage = lazy(async () => ({ default: (await cards()).TopupStatePage }))
const settings = () => import('./settings/pages.ts')
const SettingsPage = lazy(async () => ({ default: (await settings()).SettingsPage }))
const LimitPage = lazy(async () => ({ default: (await settings()).LimitPage }))
const PasswordPage = lazy(async () => ({ default: (await settings()).PasswordPage }))
const DevicesPage = lazy(async () => ({ default: (await settings()).DevicesPage }))
const SafetyPage = lazy(async () => ({ default: (await settings()).SafetyPage }))

/** Who sees what: a stranger the login, a new member the password, a member the wallet. */
export function App() {
  const { data: me, error, isFetched } = useMe()
  const held = useHeld()
  const { pathname } = useLocation()
  const cache = useQueryClient()
  const loggedOut = error instanceof ApiFailure && error.code === 'NOT_LOGGED_IN'
  const member = loggedOut ? undefined : me
  const strangersKey = member && held && held.memberId !== member.memberId
  useTopUp(cache)
  useEvents(member?.memberId)
  useEffect(() => {
    // Another member logged in on this phone: its codes must pay for nobody but their owner.
    if (strangersKey) void dropHeld(cache, 'chosen')
  }, [cache, strangersKey])

  // Not `error`: asking again clears it, and the page would come and go.
  if (held === undefined || (!member && !isFetched)) return <Splash />
  if (!member) {
    // Codes that were kept at logging out work without a session, and before a first answer where
    // there is no network.
    return <Waited>{held && pathname === '/pay' ? <PayPage /> : <Login />}</Waited>
  }
  if (member.isNew) {
    return (
      <Waited>
        <SetPassword />
      </Waited>
    )
  }
  return (
    <Waited>
      <Routes>
        <Route path="/" element={<HomePage />} />
        <Route path="/pay" element={<PayPage />} />
        <Route path="/scan" element={<ScanPage />} />
        <Route path="/orders/:token" element={<OrderPage />} />
        <Route path="/bills" element={<BillsPage />} />
        <Route path="/bills/:billNo" element={<BillPage />} />
        <Route path="/cards" element={<CardsPage />} />
        <Route path="/cards/add" element={<AddCardPage />} />
        <Route path="/topup" element={<TopupPage />} />
        <Route path="/topup/:requestNo" element={<TopupStatePage />} />
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="/settings/limit" element={<LimitPage />} />
        <Route path="/settings/password" element={<PasswordPage />} />
        <Route path="/settings/devices" element={<DevicesPage />} />
        <Route path="/settings/safety" element={<SafetyPage />} />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
      <ResultSheet />
      <Suspense fallback={null}>
        <Overlays />
      </Suspense>
    </Waited>
  )
}

const Waited = ({ children }: { children: ReactNode }) => (
  <Suspense fallback={<Splash />}>{children}</Suspense>
)

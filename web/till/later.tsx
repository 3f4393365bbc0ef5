import { Button, Spin } from 'antd'
import { Component, lazy, Suspense, type ReactNode } from 'react'

import { useWords } from './words/words.ts'

const loadToday = () => import('./today/page.tsx')
const loadCamera = () => import('./camera/camera.tsx')
const loadHelp = () => import('./bar/help.tsx')

/** The day's sales, the camera and the help bring much of their own; the counter opens without them. */
export const TodayPage = lazy(loadToday)
export const Camera = lazy(loadCamera)
export const Help = lazy(loadHelp)

const aheadMillis = 1500

/** Fetches them once the counter stands, so that neither a lost network nor a new version on the server takes them away later. */
export function loadAhead(): void {
  const load = () => Promise.allSettled([loadToday(), loadCamera(), loadHelp()])
  setTimeout(() => void load(), aheadMillis)
}

/** Holds a part that loads later. Where it can't be loaded the rest of the till stays. */
export function Later({ children }: { children: ReactNode }) {
  return (
    <Guard>
      <Suspense fallback={<Spin className="till-loading" />}>{children}</Suspense>
    </Guard>
  )
}

class Guard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <NotLoaded /> : this.props.children
  }
}

function NotLoaded() {
  const say = useWords()
  return (
    <div className="till-not-loaded" role="alert">
      <p>{say.load.failed}</p>
      <Button onClick={() => location.reload()}>{say.load.again}</Button>
    </div>
  )
}

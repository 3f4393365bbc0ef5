import {
  ArrowLeftOutlined,
  LogoutOutlined,
  QuestionCircleOutlined,
  SoundOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'

import { useOnline } from '#web/client/online.ts'
import { Logo } from '#web/ui/Logo.tsx'
import type { TillMe } from '#wire/till.ts'

import { useLogout } from '../session.ts'
import { toggleMuted, useMuted } from '../sound.ts'
import { useWords } from '../words/words.ts'
import { Preferences } from './preferences.tsx'
import { switchPage } from './shortcuts.ts'

function Connection() {
  const say = useWords()
  const online = useOnline()
  return (
    <span className="till-online" data-online={online} role="status">
      <span className="till-online-dot" aria-hidden />
      {online ? say.bar.online : say.bar.offline}
    </span>
  )
}

function Mute() {
  const say = useWords()
  const muted = useMuted()
  const label = muted ? say.bar.unmute : say.bar.mute
  return (
    <Button
      type="text"
      className={muted ? 'till-muted' : ''}
      icon={<SoundOutlined />}
      aria-label={label}
      aria-pressed={muted}
      title={`${label} (F8)`}
      onClick={toggleMuted}
    />
  )
}

const placeOf = ({ merchantName, storeName }: TillMe) =>
  storeName.includes(merchantName) ? storeName : `${merchantName} · ${storeName}`

/** Where am I, who am I, is the network there: always in sight. */
export function Bar(props: { me: TillMe; today: boolean; onHelp: () => void }) {
  const { me, today, onHelp } = props
  const say = useWords()
  const logout = useLogout()
  return (
    <header className="till-bar" onMouseDown={(event) => event.preventDefault()}>
      <div className="till-where">
        <Logo size={30} />
        <div>
          <h1>{placeOf(me)}</h1>
          <span className="till-soft">
            {me.terminalName} · {me.cashierName} ({say.bar.role[me.role]})
          </span>
        </div>
      </div>
      <Connection />
      <nav className="till-tools">
        <Button
          data-testid="till-today"
          title="F2"
          icon={today ? <ArrowLeftOutlined /> : <UnorderedListOutlined />}
          onClick={switchPage}
        >
          {today ? say.bar.counter : say.bar.today}
        </Button>
        <Mute />
        <Button
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={say.bar.help}
          title={`${say.bar.help} (F1)`}
          onClick={onHelp}
        />
        <Preferences />
        <Button
          data-testid="till-logout"
          type="text"
          icon={<LogoutOutlined />}
          aria-label={say.bar.logOut}
          title={say.bar.logOut}
          loading={logout.isPending}
          onClick={() => logout.mutate()}
        />
      </nav>
    </header>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { Dialog, List } from 'antd-mobile'
import { useNavigate } from 'react-router'

import { yuan } from '#web/ui/format.ts'
import { setLanguage, useLanguage } from '#web/ui/language.ts'
import { Logo } from '#web/ui/Logo.tsx'
import { setTheme, themeChoices, useThemeChoice } from '#web/ui/theme.ts'

import { useMember } from '../session/me.ts'
import { useInstall } from '../shell/install.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { Choice } from './Choice.tsx'
import { logOut } from './log-out.ts'
import { NameDialog } from './NameDialog.tsx'

/** What the payer decides. */
export function SettingsPage() {
  const words = useWords()
  const go = useNavigate()
  const cache = useQueryClient()
  const me = useMember()
  const install = useInstall()
  const language = useLanguage()
  const theme = useThemeChoice()
  const limit = me.passwordFreeSuspended
    ? words.settings.limitSuspended
    : me.passwordFreeLimit === '0.00'
      ? words.settings.limitOff
      : yuan(me.passwordFreeLimit)
  const ask = () =>
    void Dialog.show({
      title: words.settings.logoutAsk,
      'aria-label': words.settings.logoutAsk,
      content: words.settings.logoutHint,
      closeOnAction: true,
      actions: [
        {
          key: 'remove',
          text: words.settings.logoutRemove,
          bold: true,
          onClick: () => logOut(cache, 'remove'),
        },
        { key: 'keep', text: words.settings.logoutKeep, onClick: () => logOut(cache, 'keep') },
        { key: 'cancel', text: words.cancel },
      ],
    })
  return (
    <Page title={words.settings.title} back="/">
      <List mode="card">
        <NameDialog me={me} />
        <List.Item extra={<span className="tb-amount">{me.phone}</span>}>
          {words.settings.phone}
        </List.Item>
      </List>
      <List mode="card" header={words.settings.security}>
        <List.Item extra={limit} onClick={() => void go('/settings/limit')}>
          {words.settings.limit}
        </List.Item>
        <List.Item
          extra={words.settings.passwordChange}
          onClick={() => void go('/settings/password')}
        >
          {words.settings.password}
        </List.Item>
        <List.Item onClick={() => void go('/settings/devices')}>{words.settings.devices}</List.Item>
        <List.Item onClick={() => void go('/settings/safety')}>{words.settings.safety}</List.Item>
      </List>
      <List mode="card" header={words.settings.look}>
        <List.Item>
          <Choice
            label={words.settings.language}
            value={language}
            options={[
              ['zh', '中文'],
              ['en', 'English'],
            ]}
            onChoose={setLanguage}
          />
        </List.Item>
        <List.Item>
          <Choice
            label={words.settings.theme}
            value={theme}
            options={themeChoices.map((choice) => [choice, words.settings.themes[choice]])}
            onChoose={setTheme}
          />
        </List.Item>
        {install && <List.Item onClick={install}>{words.settings.install}</List.Item>}
      </List>
      <List mode="card">
        <List.Item arrowIcon={false} onClick={ask}>
          <span className="centered" data-testid="log-out">
            {words.settings.logout}
          </span>
        </List.Item>
      </List>
      <p className="colophon">
        <Logo size={18} /> {words.settings.version}
      </p>
    </Page>
  )
}

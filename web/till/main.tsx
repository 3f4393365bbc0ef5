import '#web/ui/base.css'
import './till.css'
import './receipt.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { App as Antd, ConfigProvider } from 'antd'
import { createRoot } from 'react-dom/client'

import { antdTheme } from '#web/ui/antd-theme.ts'
import { startLanguage, useLanguage } from '#web/ui/language.ts'
import { startTheme, useScheme } from '#web/ui/theme.ts'

import { Door } from './door.tsx'
import { antdLocale } from './locale.ts'
import { queryClient } from './session.ts'

startTheme()
startLanguage()

function Root() {
  const language = useLanguage()
  const theme = antdTheme(useScheme())
  return (
    <ConfigProvider theme={theme} locale={antdLocale[language]} button={{ autoInsertSpace: false }}>
      <Antd message={{ top: 'var(--till-toast-top)' }}>
        <Door />
      </Antd>
    </ConfigProvider>
  )
}

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queryClient}>
    <Root />
  </QueryClientProvider>,
)

import '#web/ui/base.css'
import './styles/shell.css'
import './styles/forms.css'
import './styles/pages.css'
import './styles/code.css'
import './styles/sheets.css'
import './styles/scan.css'
import './styles/cards.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, unstableSetRender } from 'antd-mobile'
import enUS from 'antd-mobile/es/locales/en-US.js'
import zhCN from 'antd-mobile/es/locales/zh-CN.js'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { BrowserRouter } from 'react-router'

import { createQueryClient } from '#web/client/query.ts'
import { startLanguage, useLanguage } from '#web/ui/language.ts'
import { startTheme } from '#web/ui/theme.ts'

import { App } from './App.tsx'
import { startWorker } from './shell/update.ts'

startTheme()
startLanguage()
startWorker()

// antd-mobile draws dialogs and toasts by a way that React 19 no longer has; this is its own hook
// for the new one.
const roots = new WeakMap<Element | DocumentFragment, Root>()
unstableSetRender((element, container) => {
  const root = roots.get(container) ?? createRoot(container)
  roots.set(container, root)
  root.render(element)
  return async () => {
    await Promise.resolve()
    root.unmount()
    roots.delete(container)
  }
})

const cache = createQueryClient()
type Locale = NonNullable<React.ComponentProps<typeof ConfigProvider>['locale']>
// The package's types are those of CommonJS; what the bundler takes are ES modules, whose default
// is the locale itself.
const locales = { zh: zhCN as unknown as Locale, en: enUS as unknown as Locale }

function Wallet() {
  const language = useLanguage()
  return (
    <ConfigProvider locale={locales[language]}>
      <QueryClientProvider client={cache}>
        <BrowserRouter basename="/wallet">
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </ConfigProvider>
  )
}

const place = document.getElementById('root')
if (!place) throw new Error('must hold: the page has a root')
createRoot(place).render(
  <StrictMode>
    <Wallet />
  </StrictMode>,
)

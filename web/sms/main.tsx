import '#web/ui/base.css'
import './sms.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'

import { createQueryClient } from '#web/client/query.ts'
import { startLanguage } from '#web/ui/language.ts'
import { startTheme } from '#web/ui/theme.ts'

import { Sms } from './sms.tsx'

startTheme()
startLanguage()

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={createQueryClient()}>
    <Sms />
  </QueryClientProvider>,
)

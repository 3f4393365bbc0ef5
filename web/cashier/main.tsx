import '#web/ui/base.css'
import './cashier.css'
import './bill.css'
import './ways.css'
import './result.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'

import { createQueryClient } from '#web/client/query.ts'
import { startLanguage } from '#web/ui/language.ts'
import { startTheme } from '#web/ui/theme.ts'

import { Cashier } from './cashier.tsx'

startTheme()
startLanguage()

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={createQueryClient()}>
    <Cashier />
  </QueryClientProvider>,
)

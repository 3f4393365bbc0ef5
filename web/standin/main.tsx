import '#web/ui/base.css'
import './standin.css'
import './calls.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'

import { createQueryClient } from '#web/client/query.ts'
import { startLanguage } from '#web/ui/language.ts'
import { startTheme } from '#web/ui/theme.ts'

import { StandIn } from './stand-in.tsx'

startTheme()
startLanguage()

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={createQueryClient()}>
    <StandIn />
  </QueryClientProvider>,
)

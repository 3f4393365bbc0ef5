import { Button, Toast } from 'antd-mobile'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { DemoTopupRequest, Me } from '#wire/wallet.ts'

import { useTakeMe } from '../session/me.ts'
import { failing } from '../shell/refusal.ts'
import { useWords } from '../words.ts'

/** Below this many yuan the demo offers more. */
const lowYuan = 100
const gift = '500.00'

/** How money comes in, for who has little: the demo gives it, elsewhere the desk takes it. */
export function AddMoney({ me }: { me: Me }) {
  const words = useWords()
  if (me.topup === 'desk' && !me.cards && me.balance === '0.00') {
    return (
      <div className="banner banner-quiet" data-testid="add-money">
        <strong>{words.home.noMoney}</strong>
        <span>{words.home.desk}</span>
      </div>
    )
  }
  // The whole yuan alone: enough to tell little from much.
  const low = Number(me.balance.split('.')[0]) < lowYuan
  return me.topup === 'demo' && low ? <DemoMoney /> : null
}

function DemoMoney() {
  const words = useWords()
  const say = useFailureWords('payer')
  const takeMe = useTakeMe()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const ask = async () => {
    setBusy(true)
    const failure = await failing(async () => {
      const request: DemoTopupRequest = { amount: gift }
      takeMe(await api.post<Me>('/api/wallet/demo-topup', request))
      void cache.invalidateQueries({ queryKey: ['bills'] })
    })
    setBusy(false)
    if (!failure) return
    Toast.show({ content: failure.code === 'DAY_LIMIT' ? words.home.demoEnough : say(failure) })
  }
  return (
    <div className="banner banner-quiet banner-row" data-testid="add-money">
      <span className="banner-text">
        <strong>{words.home.demoMoney}</strong>
        <span>{words.home.demoMoneyHint}</span>
      </span>
      <Button
        size="small"
        color="primary"
        shape="rounded"
        className="banner-act"
        loading={busy}
        data-testid="demo-money"
        onClick={() => void ask()}
      >
        <Sentence>{words.home.demoGet(yuan(gift))}</Sentence>
      </Button>
    </div>
  )
}

import { EyeInvisibleOutline, EyeOutline } from 'antd-mobile-icons'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { yuan } from '#web/ui/format.ts'
import { recall, remember } from '#web/ui/store.ts'
import type { Me } from '#wire/wallet.ts'

import { useCardWords } from '../cards/words.ts'
import { useWords } from '../words.ts'

const key = 'tongbao.balance-hidden'

/** The balance; the eye hides it from neighbours, and it stays hidden until it is opened again. */
export function BalanceCard({ me }: { me: Me }) {
  const words = useWords()
  const [hidden, setHidden] = useState(recall(key) === 'yes')
  const toggle = () => {
    remember(key, hidden ? null : 'yes')
    setHidden(!hidden)
  }
  return (
    <section className="balance-card" aria-label={words.home.balance}>
      <div className="balance-top">
        <span>{words.home.balance}</span>
        <button
          type="button"
          className="icon-button"
          aria-pressed={hidden}
          aria-label={hidden ? words.home.show : words.home.hide}
          onClick={toggle}
        >
          {hidden ? <EyeInvisibleOutline fontSize={22} /> : <EyeOutline fontSize={22} />}
        </button>
      </div>
      <div className="balance-amount tb-amount" data-testid="balance">
        {hidden ? '¥ ••••••' : yuan(me.balance)}
      </div>
      <div className="balance-foot">
        <bdi className="balance-name">{me.name || words.name}</bdi>
        <span className="tb-amount">{me.phone}</span>
      </div>
      {me.cards && <MoneyActs />}
    </section>
  )
}

/** Where money comes from. */
function MoneyActs() {
  const words = useCardWords()
  const go = useNavigate()
  return (
    <div className="balance-acts">
      <button type="button" data-testid="go-topup" onClick={() => void go('/topup')}>
        {words.topup.title}
      </button>
      <button type="button" data-testid="go-cards" onClick={() => void go('/cards')}>
        {words.cards.title}
      </button>
    </div>
  )
}

import { Dialog, Skeleton, Toast } from 'antd-mobile'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Time } from '#web/ui/Time.tsx'
import type { Card } from '#wire/cards.ts'

import { Empty } from '../shell/Empty.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { AddCard } from './AddCard.tsx'
import { useCardActs, useCardName, useCards } from './cards.ts'
import { useCardWords } from './words.ts'

/** The cards that are bound. */
export function CardsPage() {
  const words = useCardWords().cards
  const { data, error, isPending, refetch } = useCards()
  return (
    <Page title={words.title} back="/" foot={<AddCard />}>
      <p className="page-intro">{words.intro}</p>
      {isPending && <Skeleton.Paragraph lineCount={4} animated />}
      {error && !data && <Failure error={asFailure(error)} retry={() => void refetch()} />}
      {data?.cards.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {data?.cards.map((card) => (
        <BoundCard key={card.cardId} card={card} />
      ))}
    </Page>
  )
}

function BoundCard({ card }: { card: Card }) {
  const all = useWords()
  const words = useCardWords().cards
  const say = useFailureWords('payer')
  const acts = useCardActs()
  const name = useCardName()(card)
  const unbind = async () => {
    const sure = await Dialog.confirm({
      title: words.unbindAsk(name),
      'aria-label': words.unbindAsk(name),
      content: words.unbindHint,
      confirmText: <span className="danger">{words.unbind}</span>,
      cancelText: all.cancel,
    })
    if (!sure) return
    const why = await refusal(() => acts.unbind(card.cardId), say)
    Toast.show({ content: why ?? words.unbound })
  }
  return (
    <section className="card bank-card" data-testid="bank-card">
      <header className="card-head">
        <h2>{name}</h2>
        <button
          type="button"
          className="text-button"
          aria-label={words.unbindOf(name)}
          data-testid="unbind"
          onClick={() => void unbind()}
        >
          {words.unbind}
        </button>
      </header>
      <dl className="facts">
        <div className="fact">
          <dt>{words.bound}</dt>
          <dd>
            <Time at={card.boundAt} />
          </dd>
        </div>
      </dl>
    </section>
  )
}

import { Dialog, Radio, Skeleton } from 'antd-mobile'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { parseYuan, yuan as decimal } from '#kernel/money.ts'
import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { Card } from '#wire/cards.ts'

import { Empty } from '../shell/Empty.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Field } from '../shell/Field.tsx'
import { Forgot } from '../shell/Forgot.tsx'
import { Form } from '../shell/Form.tsx'
import { Page } from '../shell/Page.tsx'
import { PinPad } from '../shell/PinPad.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { AddCard } from './AddCard.tsx'
import { askForTopup, isOpen, useCardName, useCards, useTopups } from './cards.ts'
import { TopupNews } from './TopupNews.tsx'
import { useCardWords } from './words.ts'

const mostFen = 5_000_000n

/** A number that the server knows one wish by, however often it is sent. */
const newClientNo = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

/** Money from a bank card: which card, how much, and the password. */
export function TopupPage() {
  const words = useCardWords()
  const { data, error, isPending, refetch } = useCards()
  if (data && data.cards.length > 0) return <Topup cards={data.cards} />
  return (
    <Page title={words.topup.title} back="/" foot={data && <AddCard />}>
      {isPending && <Skeleton.Paragraph lineCount={4} animated />}
      {error && <Failure error={asFailure(error)} retry={() => void refetch()} />}
      {data && <Empty title={words.topup.needCard} hint={words.topup.needCardHint} />}
    </Page>
  )
}

function Topup({ cards }: { cards: readonly Card[] }) {
  const words = useCardWords().topup
  const all = useWords()
  const say = useFailureWords('payer')
  const go = useNavigate()
  const nameOf = useCardName()
  const [cardId, setCardId] = useState(cards[0]?.cardId ?? '')
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const [amount, setAmount] = useState<string>()
  const clientNo = useRef('')
  const card = cards.find((one) => one.cardId === cardId) ?? cards[0]

  const open = useTopups().data?.topups.find(isOpen)
  const next = async () => {
    const fen = parseYuan(text.trim())
    if (fen === undefined || fen <= 0n || fen > mostFen) return setError(words.amountWrong)
    setError(undefined)
    if (open && !(await sureOfAnother(yuan(open.amount)))) return
    clientNo.current = newClientNo()
    setAmount(decimal(fen))
  }
  const sureOfAnother = (first: string) =>
    Dialog.confirm({
      title: words.open(first),
      'aria-label': words.open(first),
      content: words.anotherAsk,
      confirmText: words.anotherYes,
      cancelText: all.cancel,
    })
  const enter = (paymentPassword: string) =>
    refusal(async () => {
      const wish = { cardId: card?.cardId ?? '', amount: amount ?? '', clientNo: clientNo.current }
      const { requestNo } = await askForTopup({ ...wish, paymentPassword })
      void go(`/topup/${requestNo}`, { replace: true })
    }, say)

  if (amount !== undefined && card) {
    return (
      <Page title={words.title}>
        <PinPad
          title={<Sentence>{words.pin(yuan(amount))}</Sentence>}
          intro={
            <>
              {nameOf(card)}
              <br />
              {words.pinIntro}
            </>
          }
          onFill={enter}
        >
          <button type="button" className="text-button" onClick={() => setAmount(undefined)}>
            {all.cancel}
          </button>
          <Forgot />
        </PinPad>
      </Page>
    )
  }
  return (
    <Page title={words.title} back="/">
      <TopupNews />
      <Form name="topup" error={error} submit={words.next} submitId="topup-next" onSubmit={next}>
        <section className="card radio-card" role="group" aria-label={words.from}>
          <Radio.Group value={card?.cardId ?? ''} onChange={(chosen) => setCardId(String(chosen))}>
            {cards.map((one) => (
              <Radio key={one.cardId} value={one.cardId} block className="radio-row">
                {nameOf(one)}
              </Radio>
            ))}
          </Radio.Group>
        </section>
        <Field
          label={words.amount}
          prefix="¥"
          data-testid="topup-amount"
          inputMode="decimal"
          autoComplete="off"
          maxLength={10}
          value={text}
          onChange={({ target }) => setText(target.value.replace(/[^\d.]/g, ''))}
        />
      </Form>
    </Page>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Modal } from 'antd'
import { useState } from 'react'

import { parseYuan, yuan as decimal } from '#kernel/money.ts'
import { asFailure, outcomeUnknown } from '#web/client/failure.ts'
import { useTooLong } from '#web/ui/characters.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import { charactersMax } from '#wire/limits.ts'
import type { TillRefund, TillResult } from '#wire/till.ts'

import { tillApi } from '../api.ts'
import { newOrderNo } from '../sale/order-no.ts'
import { useWords } from '../words/words.ts'

type Refundable = { outTradeNo: string; amount: string; refunded: string; payer: string | null }
/** What was typed; it stays while the cashier goes to the question and back. */
type Draft = { amount: string; reason: string }
type Props = { trade: Refundable; onDone: (result: TillResult) => void; onClose: () => void }

const leftOf = (trade: Refundable) =>
  (parseYuan(trade.amount) ?? 0n) - (parseYuan(trade.refunded) ?? 0n)

/**
 * Sends one refund request. Its number is made once; while the outcome of a request is not known it can only be asked again,
 * so that no second refund comes of a lost answer.
 */
function useRefund({ trade, onDone, onClose }: Props) {
  const say = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [request, setRequest] = useState<TillRefund | null>(null)
  const send = useMutation({
    mutationFn: (body: TillRefund) => tillApi.refund(trade.outTradeNo, body),
    onSuccess: (result, body) => {
      void message.success(<Sentence>{say.refund.done(yuan(String(body.amount)))}</Sentence>)
      onDone(result)
      onClose()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['day'] }),
  })
  const prepare = (amount: string, reason: string) => {
    const outRequestNo = newOrderNo(trade.outTradeNo, Date.now())
    send.reset()
    setRequest({ outRequestNo, amount, ...(reason ? { reason } : {}) })
  }
  const failure = send.error ? asFailure(send.error) : null
  const unknown = failure !== null && outcomeUnknown(failure)
  return { request, prepare, drop: () => setRequest(null), send, failure, unknown }
}

/** Amount and reason first, then one plain question, since a refund can't be undone. */
export function RefundDialog(props: Props) {
  const say = useWords()
  const refund = useRefund(props)
  const [draft, setDraft] = useState<Draft>({ amount: decimal(leftOf(props.trade)), reason: '' })
  const busy = refund.send.isPending || refund.unknown
  return (
    <Modal
      open
      title={say.refund.title}
      footer={null}
      mask={{ closable: false }}
      closable={!busy}
      keyboard={!busy}
      onCancel={props.onClose}
    >
      {refund.request ? (
        <Confirm refund={refund} request={refund.request} payer={props.trade.payer} />
      ) : (
        <Form trade={props.trade} draft={draft} onChange={setDraft} onNext={refund.prepare} />
      )}
    </Modal>
  )
}

type FormProps = {
  trade: Refundable
  draft: Draft
  onChange: (draft: Draft) => void
  onNext: (amount: string, reason: string) => void
}

function Form({ trade, draft, onChange, onNext }: FormProps) {
  const say = useWords()
  const left = leftOf(trade)
  const { amount, reason } = draft
  const value = parseYuan(amount.trim())
  const valid = value !== undefined && value > 0n && value <= left
  const long = useTooLong()(reason.trim(), charactersMax.refundReason)
  const submit = () => valid && !long && onNext(decimal(value), reason.trim())
  return (
    <form
      className="till-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label>
        <span>{say.refund.amount}</span>
        <Input
          data-testid="refund-amount"
          size="large"
          prefix="¥"
          inputMode="decimal"
          autoFocus
          value={amount}
          status={valid ? '' : 'error'}
          onChange={(event) => onChange({ ...draft, amount: event.target.value })}
          onFocus={(event) => event.target.select()}
        />
        <span className="till-soft">
          <Sentence>{say.refund.left(yuan(decimal(left)))}</Sentence>
          {!valid && <span className="till-wrong"> · {say.refund.wrong}</span>}
        </span>
      </label>
      <label>
        <span>{say.refund.reason}</span>
        <Input
          data-testid="refund-reason"
          size="large"
          value={reason}
          status={long ? 'error' : ''}
          onChange={(event) => onChange({ ...draft, reason: event.target.value })}
        />
        {long && (
          <span className="till-wrong" role="alert">
            {long}
          </span>
        )}
      </label>
      <Button
        data-testid="refund-next"
        type="primary"
        size="large"
        block
        htmlType="submit"
        disabled={!valid || long !== undefined}
      >
        {say.refund.next}
      </Button>
    </form>
  )
}

type ConfirmProps = {
  refund: ReturnType<typeof useRefund>
  request: TillRefund
  payer: string | null
}

function Confirm({ refund, request, payer }: ConfirmProps) {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const { failure, unknown, send } = refund
  const amount = yuan(String(request.amount))
  return (
    <div className="till-form">
      <p className="till-question">
        <Sentence>{say.refund.ask(amount, payer ?? say.refund.someone)}</Sentence>
      </p>
      <p className="till-soft">{say.refund.noUndo}</p>
      {failure && (
        <Alert
          type={unknown ? 'warning' : 'error'}
          showIcon
          role="alert"
          title={unknown ? say.refund.unknown : failureWords(failure)}
        />
      )}
      <Button
        data-testid="refund-confirm"
        type="primary"
        danger
        size="large"
        block
        autoFocus
        loading={send.isPending}
        onClick={() => send.mutate(request)}
      >
        {unknown ? say.refund.again : <Sentence>{say.refund.yes(amount)}</Sentence>}
      </Button>
      {!unknown && (
        <Button size="large" block disabled={send.isPending} onClick={refund.drop}>
          {say.refund.back}
        </Button>
      )}
    </div>
  )
}

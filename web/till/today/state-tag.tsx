import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleOutlined,
  MinusCircleOutlined,
  UndoOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

import { yuan } from '#web/ui/format.ts'
import type { TillTrade } from '#wire/till.ts'

import { useWords } from '../words/words.ts'
import { shownState, stateWords, type ShownState } from './state.ts'

const signs: Record<ShownState, ReactNode> = {
  TRADE_SUCCESS: <CheckCircleFilled />,
  TRADE_FINISHED: <CheckCircleFilled />,
  WAIT_BUYER_PAY: <ClockCircleFilled />,
  FAILED: <CloseCircleOutlined />,
  TRADE_CLOSED: <MinusCircleOutlined />,
  REFUNDED: <UndoOutlined />,
  PARTLY: <UndoOutlined />,
}

/** A state by sign, word and colour; a part refund says how much. */
export function StateTag({ trade }: { trade: TillTrade }) {
  const say = useWords()
  const state = shownState(trade)
  return (
    <span className="till-tag" data-state={state}>
      <span aria-hidden>{signs[state]}</span> {stateWords(trade, say)}
      {state === 'PARTLY' && <span className="tb-amount"> {yuan(trade.refunded)}</span>}
    </span>
  )
}

import { useNavigate } from 'react-router'

import { MainButton } from '../shell/MainButton.tsx'
import { useCardWords } from './words.ts'

/** Leads to where a card is added. */
export function AddCard() {
  const words = useCardWords().cards
  const go = useNavigate()
  return (
    <MainButton data-testid="add-card" onClick={() => void go('/cards/add')}>
      {words.add}
    </MainButton>
  )
}

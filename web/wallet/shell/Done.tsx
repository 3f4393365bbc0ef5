import { useNavigate } from 'react-router'

import { useWords } from '../words.ts'
import { MainButton } from './MainButton.tsx'

/** Leads home from a page that has said how something ended; “back” does not lead to it again. */
export function Done(props: { 'data-testid': string }) {
  const words = useWords()
  const go = useNavigate()
  return (
    <MainButton {...props} onClick={() => void go('/', { replace: true })}>
      {words.done}
    </MainButton>
  )
}

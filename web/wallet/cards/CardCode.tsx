import { useState } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'

import { CodeForm } from '../session/CodeForm.tsx'
import { refusal } from '../shell/refusal.ts'
import { useCardWords } from './words.ts'

interface CardCodeProps {
  intro: string
  phone: string
  /** Throws ApiFailure where the bank refuses. */
  onCode: (code: string) => Promise<void>
  onAgain: () => void
}

/** Asks for the code that the bank has sent. */
export function CardCode({ intro, phone, onCode, onAgain }: CardCodeProps) {
  const words = useCardWords().add
  const say = useFailureWords('payer')
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const again = (
    <button type="button" className="text-button" data-testid="card-again" onClick={onAgain}>
      {words.again}
    </button>
  )
  return (
    <CodeForm
      name="card"
      intro={intro}
      phone={phone}
      code={code}
      onType={setCode}
      error={error}
      again={again}
      submit={words.submit}
      onSubmit={async () => setError(await refusal(() => onCode(code), say))}
    />
  )
}

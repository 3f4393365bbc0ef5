import { useState } from 'react'
import { Link } from 'react-router'

import { useFailureWords } from '#web/ui/failure-words.ts'
import { useLanguage } from '#web/ui/language.ts'
import { bankOfCard, banks } from '#wire/banks.ts'
import type { CardRequest } from '#wire/cards.ts'

import { PhoneField } from '../session/PhoneField.tsx'
import { isPhone } from '../session/sms.ts'
import { digitsOf, Field } from '../shell/Field.tsx'
import { Form } from '../shell/Form.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { useCards } from './cards.ts'
import { useCardWords } from './words.ts'

interface CardFormProps {
  first: CardRequest
  /** The member's own: cards are in no other. */
  name: string
  /** Has the bank send its code. Throws ApiFailure. */
  onAsk: (request: CardRequest) => Promise<void>
}

/** No bank's card number has fewer digits. */
const shortest = 12

/** In groups of four, as cards show it. */
const grouped = (digits: string) => digits.replace(/(\d{4})(?=\d)/g, '$1 ')

/** Asks for what the bank knows of the card's owner. */
export function CardForm({ first, name, onAsk }: CardFormProps) {
  const words = useCardWords().add
  const { login } = useWords()
  const say = useFailureWords('payer')
  const language = useLanguage()
  const [cardNo, setCardNo] = useState(first.cardNo)
  const [bank, setBank] = useState(first.bank ?? '')
  const [phone, setPhone] = useState(first.phone)
  const [error, setError] = useState<string>()
  const told = bankOfCard(cardNo)
  const renames = useCards().data?.cards.length === 0
  const ask = async () => {
    if (cardNo.length < shortest) return setError(words.cardNoShort)
    if (!isPhone(phone)) return setError(login.phoneInvalid)
    const request = { cardNo, phone, ...(bank && { bank }) }
    setError(await refusal(() => onAsk(request), say))
  }
  return (
    <Form
      name="card"
      intro={words.intro}
      error={error}
      submit={words.next}
      submitId="card-ask"
      onSubmit={ask}
    >
      <Field
        label={words.cardNo}
        data-testid="card-no"
        autoFocus
        autoComplete="cc-number"
        inputMode="numeric"
        value={grouped(cardNo)}
        onChange={({ target }) => setCardNo(digitsOf(target.value, 19))}
      />
      <label className="field">
        <span className="field-label">{words.bank}</span>
        <span className="field-row">
          <select
            className="field-input field-select"
            data-testid="card-bank"
            value={bank}
            onChange={({ target }) => setBank(target.value)}
          >
            <option value="">{told ? words.toldAs(told[language]) : words.told}</option>
            {banks.map((one) => (
              <option key={one.code} value={one.code}>
                {one[language]}
              </option>
            ))}
          </select>
        </span>
      </label>
      <div className="field">
        <span className="field-label">{words.name}</span>
        <span className="field-row card-owner">
          <bdi data-testid="card-name">{name}</bdi>
          {renames && (
            <Link className="text-button" to="/settings">
              {words.rename}
            </Link>
          )}
        </span>
        <span className="field-hint">{words.ownCards}</span>
      </div>
      <PhoneField label={words.phone} data-testid="card-phone" value={phone} onType={setPhone} />
    </Form>
  )
}

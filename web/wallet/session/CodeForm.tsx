import type { ReactNode } from 'react'

import { digitsOf } from '../shell/Field.tsx'
import { Form } from '../shell/Form.tsx'
import { useWords } from '../words.ts'
import { useDemoSms } from './sms.ts'

interface CodeFormProps {
  /** What its parts are called in tests. */
  name: string
  intro: string
  /** The phone that the code went to, where the page knows it in full. */
  phone: string | undefined
  code: string
  onType: (code: string) => void
  error: string | undefined
  /** The way to another code. */
  again: ReactNode
  submit: string
  /** Whether no code will do until another one is sent. */
  over?: boolean
  onSubmit: () => Promise<unknown>
}

const digits = 6

/** Asks for the six digits of a text message. */
export function CodeForm(props: CodeFormProps) {
  const { name, intro, phone, code, onType, error, again, submit, over = false, onSubmit } = props
  const words = useWords().login
  const demo = useDemoSms(phone)
  const row = (
    <>
      {again}
      {demo && (
        <a className="text-button" href={demo} target="_blank" rel="noopener">
          {words.demo}
        </a>
      )}
    </>
  )
  return (
    <Form
      name={name}
      intro={intro}
      error={error}
      row={row}
      submit={submit}
      disabled={code.length !== digits || over}
      onSubmit={onSubmit}
    >
      <label className="field">
        <span className="field-label">{words.code}</span>
        <input
          className="field-input field-code"
          data-testid={`${name}-code`}
          autoFocus
          autoComplete="one-time-code"
          inputMode="numeric"
          value={code}
          onChange={({ target }) => onType(digitsOf(target.value, digits))}
        />
      </label>
    </Form>
  )
}

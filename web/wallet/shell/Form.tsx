import { useState, type FormEvent, type ReactNode } from 'react'

import { MainButton } from './MainButton.tsx'

interface FormProps {
  /** What its parts are called in tests: `card` has `card-error`. */
  name: string
  intro?: string
  error: string | undefined
  /** What else can be done here. */
  row?: ReactNode
  submit: string
  /** The button’s own, where it is not `<name>-submit`. */
  submitId?: string
  disabled?: boolean
  /** The button waits for it. */
  onSubmit: () => Promise<unknown>
  children?: ReactNode
}

/** A form of the wallet: what it is about, its fields, what is wrong, and the one button. */
export function Form(props: FormProps) {
  const { name, intro, error, row, submit, disabled = false, onSubmit, children } = props
  const [busy, setBusy] = useState(false)
  const act = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    await onSubmit()
    setBusy(false)
  }
  return (
    <form className="form" onSubmit={(event) => void act(event)}>
      {intro && <p className="form-intro">{intro}</p>}
      {children}
      <p className="form-error" role="alert" data-testid={`${name}-error`}>
        {error}
      </p>
      {row && <div className="form-row">{row}</div>}
      <MainButton
        type="submit"
        loading={busy}
        disabled={disabled}
        data-testid={props.submitId ?? `${name}-submit`}
      >
        {submit}
      </MainButton>
    </form>
  )
}

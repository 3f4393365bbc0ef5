import type { InputHTMLAttributes } from 'react'

type FieldProps = { label: string; prefix?: string } & InputHTMLAttributes<HTMLInputElement>

/** A field with its label; `prefix` stands before what is typed. */
export function Field({ label, prefix, ...input }: FieldProps) {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <span className="field-row">
        {prefix && <span className="field-prefix">{prefix}</span>}
        <input className={prefix ? 'field-input' : 'field-input field-text'} {...input} />
      </span>
    </label>
  )
}

/** The digits of what was typed or pasted, `max` of them. */
export const digitsOf = (text: string, max: number) => text.replace(/\D/g, '').slice(0, max)

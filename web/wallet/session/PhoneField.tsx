import { digitsOf, Field } from '../shell/Field.tsx'

interface PhoneFieldProps {
  label: string
  prefix?: string
  value: string
  onType: (digits: string) => void
  autoFocus?: boolean
  'data-testid': string
}

/** A field for the eleven digits of a mobile number. */
export function PhoneField({ onType, ...field }: PhoneFieldProps) {
  return (
    <Field
      type="tel"
      autoComplete="tel-national"
      inputMode="numeric"
      onChange={({ target }) => onType(digitsOf(target.value, 11))}
      {...field}
    />
  )
}

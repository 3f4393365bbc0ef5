import type { Me } from '#wire/wallet.ts'

type CodeFormat = Me['codeFormat']

/** What other networks’ payment codes begin with, so that theirs are told from orders too. */
const foreignPrefix = /^(?:1[0-5]|2[5-9]|30)/

/**
 * Whether a text is somebody’s payment code: digits that a shop scans, never a payer. 16 to 24
 * digits with a prefix that payment codes have.
 */
export function isPaymentCode(text: string, { prefix, handleDigits, otpDigits }: CodeFormat) {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{16,24}$/.test(digits)) return false
  const ours = prefix.length + handleDigits + otpDigits
  return (digits.startsWith(prefix) && digits.length === ours) || foreignPrefix.test(digits)
}

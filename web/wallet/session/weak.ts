/**
 * The rule the server holds too: no digit six times, no run up or down, no pair or triple repeated.
 */
export function isWeak(pin: string): boolean {
  const digits = [...pin].map(Number)
  const steps = digits.slice(1).map((digit, index) => digit - digits[index]!)
  if (steps.every((step) => step === 0 || step === 1)) return true
  if (steps.every((step) => step === 0 || step === -1)) return true
  return /^(\d{2})\1\1$|^(\d{3})\2$|^(\d)\3\3(\d)\4\4$/.test(pin)
}

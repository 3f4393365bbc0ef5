/** The digit that makes `digits` a card number (ISO/IEC 7812-1, annex B). */
export function checkDigit(digits: string): string {
  const sum = [...digits].reduceRight((total, digit, at) => {
    const doubled = Number(digit) * ((digits.length - at) % 2 === 1 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** Whether the last digit fits the others: a slip of one digit, or most swaps of two, do not. */
export const isCardNo = (text: string): boolean =>
  /^[0-9]{12,19}$/.test(text) && checkDigit(text.slice(0, -1)) === text.at(-1)

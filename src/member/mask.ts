/** `13800001234` → `138****1234`: what a screen shows of a phone number. What is masked already stays as it is. */
export const maskPhone = (phone: string): string =>
  phone.includes('*') ? phone : `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** Someone who lives in the demo town. Amounts are decimal yuan; everything here is public. */
export type Person = {
  name: string
  phone: string
  paymentPassword: string
  balance: string
  /** What is on the card that is bound, at its bank. */
  atBank?: string
}

/**
 * Two of them are for what goes wrong: one cannot afford much, neither here nor at the bank, one pays above the
 * password-free limit.
 */
export const people: readonly Person[] = [
  { name: '林晓雯', phone: '13800000001', paymentPassword: '246813', balance: '500.00' },
  { name: '陈志强', phone: '13800000002', paymentPassword: '135792', balance: '2000.00' },
  {
    name: '王小豆',
    phone: '13800000003',
    paymentPassword: '808143',
    balance: '35.50',
    atBank: '20.00',
  },
  { name: '赵明月', phone: '13800000004', paymentPassword: '520917', balance: '5000.00' },
  { name: '周国栋', phone: '13800000005', paymentPassword: '701386', balance: '20000.00' },
]

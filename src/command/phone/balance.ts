import type { Me } from '#wire/wallet.ts'

import { answer } from '../say.ts'
import { askOnce, findPhone, type PhoneOptions } from './phone.ts'

/** `tongbao phone balance`: prints what the person has, decimal yuan. */
export async function balance(options: PhoneOptions): Promise<void> {
  const phone = findPhone(options)
  const me = await askOnce<Me>(phone, { method: 'GET', path: '/api/wallet/me' })
  answer(options.json, { balance: me.balance, currency: me.currency, name: me.name }, me.balance)
}

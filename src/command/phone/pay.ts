import type { OrderPay, ScanRequest, WalletOrder } from '#wire/cashier.ts'
import type { PaymentResult } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import { answer } from '../say.ts'
import { askOnce, findPhone, requirePassword, type PhoneOptions } from './phone.ts'

/**
 * `tongbao phone pay <text>`: pays an order by what a wallet would scan or be handed. The answer names where the shop wants the payer
 * back, `returnUrl`, null where it named no place.
 */
export async function pay(text: string, options: PhoneOptions): Promise<void> {
  const phone = findPhone(options)
  const paymentPassword = requirePassword(phone)
  const order = await askOnce<WalletOrder>(phone, {
    method: 'POST',
    path: '/api/wallet/scan',
    body: { text } satisfies ScanRequest,
  })
  if (order.state !== 'waiting' && !order.paidByMe) {
    throw new CommandFailure(
      'ORDER_NOT_WAITING',
      `The order of ${order.amount} yuan is ${order.state}. No money moved.`,
    )
  }
  const path = `/api/wallet/orders/${order.token}`
  const result = await askOnce<PaymentResult>(phone, {
    method: 'POST',
    path: `${path}/pay`,
    body: { paymentPassword } satisfies OrderPay,
  })
  const { returnUrl } = await askOnce<WalletOrder>(phone, { method: 'GET', path })
  const words = `Paid ${result.amount} yuan to ${result.merchantName}; ${result.balance} yuan are left.`
  answer(options.json, { ...result, returnUrl }, returnUrl ? `${words}\n${returnUrl}` : words)
}

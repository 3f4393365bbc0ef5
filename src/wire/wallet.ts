import { Type, type Static } from 'typebox'

import { AmountIn, Millis, TradeState, Yuan } from './common.ts'
import { charactersMax } from './limits.ts'

/** The wallet's JSON API under `/api/wallet`. Cookie `tongbao_wallet` carries the session. */

const Phone = Type.String({
  pattern: '^1[0-9]{10}$',
  description: 'mainland mobile number, 11 digits',
})
const PaymentPassword = Type.String({ pattern: '^[0-9]{6}$' })

/**
 * POST /api/wallet/sms → SmsSent. Sends a six-digit code: `login` (log in or sign up) to the phone named, `reset` (of the
 * payment password) to the phone of the member who is logged in and to no other.
 */
export const SmsRequest = Type.Object({
  phone: Type.Optional(Phone),
  purpose: Type.Union([Type.Literal('login'), Type.Literal('reset')]),
})
export type SmsRequest = Static<typeof SmsRequest>
export const SmsSent = Type.Object({ resendAfterSeconds: Type.Integer(), expiresAt: Millis })
export type SmsSent = Static<typeof SmsSent>

/** POST /api/wallet/login → Me. A phone that nobody has yet is signed up (Me.isNew). */
export const LoginRequest = Type.Object({
  phone: Phone,
  smsCode: Type.String({ pattern: '^[0-9]{6}$' }),
})
export type LoginRequest = Static<typeof LoginRequest>

/** GET /api/wallet/me, and the answer of login and of changes to settings. */
export const Me = Type.Object({
  memberId: Type.String(),
  phone: Type.String({ description: 'masked: 138****0000' }),
  name: Type.String(),
  isNew: Type.Boolean({ description: 'no payment password yet' }),
  balance: Yuan,
  currency: Type.Literal('CNY'),
  passwordFreeLimit: Yuan,
  passwordFreeLimitMax: Yuan,
  /** Off until the payer confirms, after an alarm (a used code was shown again). */
  passwordFreeSuspended: Type.Boolean(),
  codeFormat: Type.Object({
    prefix: Type.String(),
    handleDigits: Type.Integer(),
    otpDigits: Type.Integer(),
  }),
  /** How money comes in: the demo gives it for the asking, elsewhere the operator's desk takes it. */
  topup: Type.Union([Type.Literal('demo'), Type.Literal('desk')]),
  cards: Type.Boolean({ description: 'whether bank cards can be bound here' }),
  serverTime: Millis,
})
export type Me = Static<typeof Me>

/** Demo mode only: POST /api/wallet/demo-topup → Me. Play money: 1.00 to 1000.00 a time, 10000.00 a day. */
export const DemoTopupRequest = Type.Object({ amount: AmountIn })
export type DemoTopupRequest = Static<typeof DemoTopupRequest>

/** PUT /api/wallet/profile → Me */
export const ProfileRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: charactersMax.memberName }),
})
export type ProfileRequest = Static<typeof ProfileRequest>

/**
 * PUT /api/wallet/payment-password → Me. First time: `next` alone. Change: `current` and `next`. Forgotten: `smsCode` (purpose
 * `reset`) and `next`. A change revokes every device but this one's session: codes need to be turned on again.
 */
export const PaymentPasswordRequest = Type.Object({
  next: PaymentPassword,
  current: Type.Optional(PaymentPassword),
  smsCode: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
})
export type PaymentPasswordRequest = Static<typeof PaymentPasswordRequest>

/** POST /api/wallet/payment-password/check → 204. Whether this would do as proof; an SMS code is not used up by it. */
export const PasswordProof = Type.Union([
  Type.Object({ current: PaymentPassword }),
  Type.Object({ smsCode: Type.String({ pattern: '^[0-9]{6}$' }) }),
])
export type PasswordProof = Static<typeof PasswordProof>

/** PUT /api/wallet/password-free-limit → Me. "0.00" turns it off; also lifts the suspension after an alarm. */
export const PasswordFreeLimitRequest = Type.Object({
  limit: AmountIn,
  paymentPassword: PaymentPassword,
})
export type PasswordFreeLimitRequest = Static<typeof PasswordFreeLimitRequest>

const Mark = Type.String({ pattern: '^[0-9A-Za-z-]{16,64}$' })

/** POST /api/wallet/devices → DeviceIssued. Turns payment codes on for this phone; the seed leaves the server only here. */
export const DeviceRequest = Type.Object({
  paymentPassword: PaymentPassword,
  name: Type.String({ minLength: 1, maxLength: charactersMax.deviceName }),
  /** A phone that had codes before: it gets a new generation instead of a second entry in the list. */
  deviceId: Type.Optional(Type.String({ maxLength: 32 })),
  /** Drawn by the phone for this request; the event that tells of it bears it, so that the phone knows its own doing. */
  mark: Type.Optional(Mark),
  /**
   * Marks of this phone's requests that had no answer: a device that one of them made within a day, and that was not
   * used, is given to it instead of a second entry in the list.
   */
  unanswered: Type.Optional(Type.Array(Mark, { maxItems: 10 })),
})
export type DeviceRequest = Static<typeof DeviceRequest>

/** Handles for consecutive steps (minutes): `list[i]` belongs to step `firstStep + i`. */
export const Handles = Type.Object({ firstStep: Type.Integer(), list: Type.Array(Type.String()) })
export type Handles = Static<typeof Handles>

export const DeviceIssued = Type.Object({
  deviceId: Type.String(),
  seed: Type.String({ description: 'base64, 32 bytes' }),
  handles: Handles,
  serverTime: Millis,
  codeFormat: Type.Object({
    prefix: Type.String(),
    handleDigits: Type.Integer(),
    otpDigits: Type.Integer(),
  }),
})
export type DeviceIssued = Static<typeof DeviceIssued>

/** POST /api/wallet/devices/:deviceId/handles → HandlesReply. The steps not yet held, to 72 hours from now. Gone device: 410 DEVICE_REVOKED. */
export const HandlesRequest = Type.Object({ fromStep: Type.Optional(Type.Integer({ minimum: 0 })) })
export type HandlesRequest = Static<typeof HandlesRequest>
export const HandlesReply = Type.Object({ handles: Handles, serverTime: Millis })
export type HandlesReply = Static<typeof HandlesReply>

/** GET /api/wallet/devices → Devices; PATCH /api/wallet/devices/:deviceId {name}; DELETE /api/wallet/devices/:deviceId → Devices */
export const Device = Type.Object({
  deviceId: Type.String(),
  name: Type.String(),
  state: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('revoked')]),
  createdAt: Millis,
  lastSeenAt: Millis,
})
export type Device = Static<typeof Device>
export const Devices = Type.Object({ devices: Type.Array(Device) })
export type Devices = Static<typeof Devices>
export const DeviceRename = Type.Object({
  name: Type.String({ minLength: 1, maxLength: charactersMax.deviceName }),
})
export type DeviceRename = Static<typeof DeviceRename>

const BillKind = Type.Union([
  Type.Literal('payment'),
  Type.Literal('refund'),
  Type.Literal('topup'),
  Type.Literal('transfer'),
  Type.Literal('royalty'),
  Type.Literal('freeze'),
  Type.Literal('unfreeze'),
])

/** One line of the payer's bills. A refund is a line of its own that names its payment. */
export const Bill = Type.Object({
  billNo: Type.String(),
  kind: BillKind,
  amount: Type.String({ description: 'signed yuan: what it did to the balance' }),
  balanceAfter: Yuan,
  title: Type.String(),
  merchantName: Type.String(),
  storeName: Type.String(),
  tradeNo: Type.String(),
  outTradeNo: Type.String(),
  /** Payments: sum refunded so far. */
  refunded: Yuan,
  tradeState: Type.Union([TradeState, Type.Null()]),
  /** Refunds: why, in the merchant's words; `CANCELLED` where the whole payment was cancelled. */
  reason: Type.Union([Type.String(), Type.Null()]),
  traceId: Type.Union([
    Type.String({ description: 'the call that moved the money, by the `trace_id` of its answer' }),
    Type.Null(),
  ]),
  at: Millis,
})
export type Bill = Static<typeof Bill>

/** GET /api/wallet/bills?cursor=&kind=&q= → Bills, newest first, 20 a page. GET /api/wallet/bills/:billNo → Bill */
export const BillsQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 64 })),
  kind: Type.Optional(BillKind),
  q: Type.Optional(Type.String({ maxLength: charactersMax.billSearch })),
})
export type BillsQuery = Static<typeof BillsQuery>
export const Bills = Type.Object({
  bills: Type.Array(Bill),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type Bills = Static<typeof Bills>

/** A payment that waits for this payer's payment password. */
export const Pending = Type.Object({
  tradeNo: Type.String(),
  amount: Yuan,
  subject: Type.String(),
  merchantName: Type.String(),
  storeName: Type.String(),
  /** The money is to be held, not paid. */
  deposit: Type.Boolean(),
  /** Why the password is asked: above the limit, the limit is off, or an alarm. */
  reason: Type.Union([
    Type.Literal('above_limit'),
    Type.Literal('limit_off'),
    Type.Literal('alarm'),
  ]),
  expiresAt: Millis,
})
export type Pending = Static<typeof Pending>

/** GET /api/wallet/pending → PendingList (the newest first; usually none or one). */
export const PendingList = Type.Object({ pending: Type.Array(Pending) })
export type PendingList = Static<typeof PendingList>

/** POST /api/wallet/pending/:tradeNo/confirm {paymentPassword} → PaymentResult; POST /api/wallet/pending/:tradeNo/refuse → PaymentResult */
export const ConfirmRequest = Type.Object({ paymentPassword: PaymentPassword })
export type ConfirmRequest = Static<typeof ConfirmRequest>
export const PaymentResult = Type.Object({
  tradeNo: Type.String(),
  /** Of a deposit, `paid` says that it is held. */
  state: Type.Union([Type.Literal('paid'), Type.Literal('refused'), Type.Literal('closed')]),
  deposit: Type.Optional(Type.Boolean()),
  amount: Yuan,
  merchantName: Type.String(),
  storeName: Type.String(),
  balance: Yuan,
  at: Millis,
})
export type PaymentResult = Static<typeof PaymentResult>

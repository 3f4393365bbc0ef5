import { Type, type Static } from 'typebox'

import { Millis } from './common.ts'

/** Demo mode only: GET /api/demo/sms?phone= → the SMS that the demo's phones received, newest first. */
export const DemoSms = Type.Object({
  messages: Type.Array(
    Type.Object({
      id: Type.String(),
      phone: Type.String(),
      text: Type.String(),
      code: Type.String(),
      at: Millis,
    }),
  ),
})
export type DemoSms = Static<typeof DemoSms>

/** GET /api/demo/town → what the start page shows: the people, the tills, the apps. */
export const DemoTown = Type.Object({
  gateway: Type.String(),
  wallet: Type.String(),
  till: Type.String(),
  sms: Type.String(),
  /** The demo's banks, a server of their own on the machine of the server; null where there are none. */
  banks: Type.Optional(
    Type.Union([
      Type.Object({
        url: Type.String(),
        adminUrl: Type.String(),
        list: Type.Array(
          Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() }),
        ),
      }),
      Type.Null(),
    ]),
  ),
  people: Type.Array(
    Type.Object({
      name: Type.String(),
      phone: Type.String(),
      paymentPassword: Type.String(),
      balance: Type.String(),
      cards: Type.Optional(
        Type.Array(
          Type.Object({
            bank: Type.String(),
            cardNo: Type.String(),
            balance: Type.String({ description: 'at the bank, when the town was filled' }),
            bound: Type.Boolean(),
          }),
        ),
      ),
    }),
  ),
  cashiers: Type.Array(
    Type.Object({
      merchant: Type.String(),
      store: Type.String(),
      terminal: Type.String(),
      login: Type.String(),
      password: Type.String(),
    }),
  ),
  apps: Type.Array(
    Type.Object({
      appId: Type.String(),
      merchant: Type.String(),
      privateKeyFile: Type.String(),
      platformPublicKeyFile: Type.String(),
    }),
  ),
})
export type DemoTown = Static<typeof DemoTown>

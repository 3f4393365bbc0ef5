import type { Tx } from '#kernel/db.ts'

export type SmsMessage = { smsId: string; phone: string; text: string; code: string; at: number }

/** How text messages leave. `store` runs in the transaction that keeps the code's hash, `send` after its commit. */
export type SmsDoor = {
  store: (tx: Tx, message: SmsMessage) => Promise<void>
  /** Throws when the message was not taken. */
  send: (message: SmsMessage) => Promise<void>
}

/** The demo's phones: messages are kept for the page `/sms`, and go after a day. */
export const inboxDoor: SmsDoor = {
  store: async (tx, { smsId, phone, text, code, at }) => {
    await tx`delete from sms_inbox where phone = ${phone} and at < ${at - 86_400_000}`
    await tx`
      insert into sms_inbox (phone, sms_id, text, code, at)
      values (${phone}, ${smsId}, ${text}, ${code}, ${at})`
  },
  send: async () => {},
}

const timeoutMs = 5000

/**
 * An operator's own sender: `POST <url>` with `{id, phone, text, code}` and the token as bearer; any 2xx takes it. The
 * code is not kept here to try again later; who did not get it asks again.
 */
export const webhookDoor = (url: string, token: string | undefined): SmsDoor => ({
  store: async () => {},
  send: async ({ smsId, phone, text, code }) => {
    const reply = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ id: smsId, phone, text, code }),
    })
    await reply.body?.cancel()
    if (!reply.ok) throw new Error(`the sender of text messages answered ${reply.status}`)
  },
})

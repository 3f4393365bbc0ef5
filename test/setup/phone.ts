import { issueDevice } from '#member/device/issue.ts'
import type { MemberDeps } from '#member/deps.ts'
import { compose, otpSync, stepAt } from '#paycode/derive.ts'
import type { DeviceIssued } from '#wire/wallet.ts'

/** A phone as its owner has it: what the server issued, and the codes made of it. */
export type Phone = {
  deviceId: string
  /** The code of this minute, or of `step`; `n` is the refresh counter. */
  code: (n?: number, step?: number) => string
}

type PhoneDeps = Omit<MemberDeps, 'sessions' | 'sms'>

/** Turns payment codes on for a member's phone. */
export async function addPhone(
  deps: PhoneDeps,
  memberId: string,
  { paymentPassword }: { paymentPassword: string },
): Promise<Phone> {
  // Issuing needs neither sessions nor text messages.
  const issued = await issueDevice(deps as MemberDeps, memberId, { paymentPassword, name: '手机' })
  if (!issued.ok) throw new Error(issued.failure.message)
  return phoneOf(issued.value, deps.clock)
}

/** Makes codes as a wallet does, from what the server answered. */
export function phoneOf(issued: DeviceIssued, clock: () => number): Phone {
  const { deviceId, seed, handles, codeFormat } = issued
  const key = Buffer.from(seed, 'base64')
  return {
    deviceId,
    code(n = 0, step = stepAt(clock())) {
      const handle = handles.list[step - handles.firstStep]
      if (handle === undefined) throw new Error('the phone has no handle for this minute')
      return compose(codeFormat, handle, otpSync(key, step, n, '', codeFormat.otpDigits))
    },
  }
}

import { answer } from '../say.ts'
import { issueDevice } from './device.ts'
import { change, findPhone, type PhoneOptions } from './phone.ts'
import { logIn } from './session.ts'

/**
 * `tongbao phone login`: logs in anew, signs up whom nobody knows, and turns payment codes on where
 * it can.
 */
export async function login(options: PhoneOptions): Promise<void> {
  const phone = findPhone(options)
  const [me, device] = await change(phone, async (file) => {
    file.session = null
    const member = await logIn(phone, file)
    const turnedOn = phone.password === undefined ? null : await issueDevice(phone, file)
    return [member, turnedOn] as const
  })
  const { memberId, name, isNew, balance } = me
  const deviceId = device?.deviceId ?? null
  const codes = device
    ? 'payment codes are on'
    : 'payment codes are off: run it again with --password <six digits>'
  answer(
    options.json,
    { memberId, name, balance, isNew, deviceId },
    `${name} (${phone.number}) is logged in, has ${balance} yuan; ${codes}.`,
  )
}

import { Dialog, List } from 'antd-mobile'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { charactersMax } from '#wire/limits.ts'
import type { Me, ProfileRequest } from '#wire/wallet.ts'

import { useTakeMe } from '../session/me.ts'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { askName } from './ask-name.tsx'

/** The name, and the way to change it. */
export function NameDialog({ me }: { me: Me }) {
  const words = useWords()
  const say = useFailureWords('payer')
  const takeMe = useTakeMe()
  const change = async () => {
    const [title, max] = [words.settings.nameEdit, charactersMax.memberName]
    const name = await askName({ title, old: me.name, max, words })
    if (!name) return
    const request: ProfileRequest = { name }
    const why = await refusal(
      async () => takeMe(await api.put<Me>('/api/wallet/profile', request)),
      say,
    )
    if (why) void Dialog.alert({ content: why, 'aria-label': why, confirmText: words.close })
  }
  return (
    <List.Item extra={<bdi className="name-extra">{me.name}</bdi>} onClick={() => void change()}>
      {words.settings.name}
    </List.Item>
  )
}

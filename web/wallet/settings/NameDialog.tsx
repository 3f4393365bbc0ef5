import { Dialog, Input, List } from 'antd-mobile'

import { api } from '#web/client/api.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import type { Me, ProfileRequest } from '#wire/wallet.ts'

import { useTakeMe } from '../session/me.ts'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'

/** Asks for a name; answers the new one, or undefined when it was called off or is empty. */
export async function askName(title: string, old: string, words: { save: string; cancel: string }) {
  let name = old
  const sure = await Dialog.confirm({
    title,
    'aria-label': title,
    content: (
      <Input
        defaultValue={old}
        maxLength={32}
        aria-label={title}
        className="dialog-input"
        onChange={(next) => {
          name = next
        }}
      />
    ),
    confirmText: words.save,
    cancelText: words.cancel,
  })
  const next = name.trim()
  return sure && next && next !== old ? next : undefined
}

/** The name, and the way to change it. */
export function NameDialog({ me }: { me: Me }) {
  const words = useWords()
  const say = useFailureWords('payer')
  const takeMe = useTakeMe()
  const change = async () => {
    const name = await askName(words.settings.nameEdit, me.name, words)
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

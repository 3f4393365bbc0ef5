import { Toast } from 'antd-mobile'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useLanguage } from '#web/ui/language.ts'
import { bankOf } from '#wire/banks.ts'
import type { CardAsked, CardRequest } from '#wire/cards.ts'

import { Page } from '../shell/Page.tsx'
import { useMember } from '../session/me.ts'
import { CardCode } from './CardCode.tsx'
import { CardForm } from './CardForm.tsx'
import { useCardActs } from './cards.ts'
import { useCardWords } from './words.ts'

/** Adds a card: what the bank knows of its owner, then the code that the bank has sent. */
export function AddCardPage() {
  const words = useCardWords()
  const language = useLanguage()
  const go = useNavigate()
  const me = useMember()
  const acts = useCardActs()
  const [request, setRequest] = useState<CardRequest>({ cardNo: '', phone: '' })
  const [asked, setAsked] = useState<CardAsked>()
  const ask = async (next: CardRequest) => {
    setRequest(next)
    setAsked(await acts.ask(next))
  }
  const prove = async (bindingId: string, code: string) => {
    await acts.prove(bindingId, code)
    Toast.show({ content: words.add.added })
    void go('/cards', { replace: true })
  }
  if (!asked) {
    return (
      <Page title={words.cards.add} back="/cards">
        <CardForm first={request} name={me.name} onAsk={ask} />
      </Page>
    )
  }
  const bank = bankOf(asked.bank)?.[language] ?? asked.bank
  return (
    <Page title={words.add.codeTitle} back="/cards">
      <CardCode
        intro={words.add.sentTo(bank, asked.phone)}
        phone={request.phone}
        onCode={(code) => prove(asked.bindingId, code)}
        onAgain={() => setAsked(undefined)}
      />
    </Page>
  )
}

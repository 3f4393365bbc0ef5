import { Copy } from '#web/ui/Copy.tsx'
import { yuan } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'

import { Table } from './people.tsx'
import type { Town } from './town.ts'
import { useWords } from './words.ts'

/** The cards of the town's people, and where their banks are. */
export function BankCards({ town }: { town: Town }) {
  const say = useWords()
  const language = useLanguage()
  const [holder, bank, number, balance] = say.bankCardsHead
  const cards = town.people.flatMap((person) =>
    (person.cards ?? []).map((card) => ({ ...card, name: person.name })),
  )
  if (!town.banks || cards.length === 0) return null
  const { url, list } = town.banks
  const rows = cards.map((card) => (
    <tr key={card.cardNo} data-testid="home-card">
      <th scope="row">{card.name}</th>
      <td data-head={bank}>
        {list.find(({ code }) => code === card.bank)?.[language] ?? card.bank}
        {card.bound && <small> {say.bound}</small>}
      </td>
      <td data-head={number}>
        <code>{card.cardNo}</code>
        <Copy text={card.cardNo} label={number ?? ''} />
      </td>
      <td data-head={balance} className="tb-amount home-right">
        {yuan(card.balance)}
      </td>
    </tr>
  ))
  const note = (
    <p>
      {say.bankCardsText} <a href={`${url}/`}>{url}</a>
    </p>
  )
  return (
    <Table
      title={say.bankCards}
      note={note}
      head={[holder, bank, number, balance]}
      rows={rows}
      right={3}
    />
  )
}

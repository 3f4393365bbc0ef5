import type { ReactNode } from 'react'

import { Copy } from '#web/ui/Copy.tsx'
import { yuan } from '#web/ui/format.ts'

import type { Town } from './town.ts'
import { useWords } from './words.ts'

/** Whom to be in the wallet. */
export function People({ people, sms }: { people: Town['people']; sms: string }) {
  const say = useWords()
  const [name, phone, password, balance] = say.peopleHead
  const rows = people.map((one) => (
    <tr key={one.phone} data-testid="home-person">
      <th scope="row">{one.name}</th>
      <td data-head={phone}>
        <a href={`${new URL(sms, location.href).pathname}?phone=${one.phone}`}>{one.phone}</a>
        <Copy text={one.phone} label={phone ?? ''} />
      </td>
      <td data-head={password}>
        <code>{one.paymentPassword}</code>
      </td>
      <td data-head={balance} className="tb-amount home-right">
        {yuan(one.balance)}
      </td>
    </tr>
  ))
  return <Table title={say.people} head={[name, phone, password, balance]} rows={rows} right={3} />
}

/** Whom to be at a till. */
export function Cashiers({ cashiers }: { cashiers: Town['cashiers'] }) {
  const say = useWords()
  const [place, login, password] = say.cashiersHead
  const rows = cashiers.map((one) => (
    <tr key={one.login} data-testid="home-cashier">
      <th scope="row">
        {one.merchant}
        <small>
          {one.store} · {one.terminal}
        </small>
      </th>
      <td data-head={login}>
        <code>{one.login}</code>
        <Copy text={one.login} label={login ?? ''} />
      </td>
      <td data-head={password}>
        <code>{one.password}</code>
        <Copy text={one.password} label={password ?? ''} />
      </td>
    </tr>
  ))
  return <Table title={say.cashiers} head={[place, login, password]} rows={rows} />
}

type TableProps = {
  title: string
  note?: ReactNode
  head: (string | undefined)[]
  rows: ReactNode
  /** The column of figures. */
  right?: number
}

export function Table({ title, note, head, rows, right }: TableProps) {
  return (
    <section>
      <h2>{title}</h2>
      {note}
      <table className="home-table">
        <thead>
          <tr>
            {head.map((name, i) => (
              <th key={name} scope="col" className={i === right ? 'home-right' : ''}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </section>
  )
}

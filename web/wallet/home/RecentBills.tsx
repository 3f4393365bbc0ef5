import { Skeleton } from 'antd-mobile'
import { Link } from 'react-router'

import { asFailure } from '#web/client/failure.ts'

import { BillRow } from '../bills/BillRow.tsx'
import { useRecentBills } from '../bills/bills.ts'
import { Empty } from '../shell/Empty.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useWords } from '../words.ts'

const shown = 4

/** The last few bills. */
export function RecentBills() {
  const words = useWords()
  const { data, error, isPending, refetch } = useRecentBills()
  const bills = data?.bills.slice(0, shown) ?? []
  return (
    <section className="card">
      <header className="card-head">
        <h2>{words.home.recent}</h2>
        <Link className="text-button" to="/bills" data-testid="go-bills">
          {words.home.all}
        </Link>
      </header>
      {isPending && <Skeleton.Paragraph lineCount={4} animated />}
      {error && !data && <Failure error={asFailure(error)} retry={() => void refetch()} />}
      {data && bills.length === 0 && <Empty title={words.home.none} hint={words.home.noneHint} />}
      {bills.map((bill) => (
        <BillRow key={bill.billNo} bill={bill} withDay />
      ))}
    </section>
  )
}

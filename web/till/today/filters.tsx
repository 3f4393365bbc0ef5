import { DownloadOutlined, SearchOutlined } from '@ant-design/icons'
import { App, Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { useStore } from '#web/ui/store.ts'

import { serverNow } from '../clock.ts'
import { isElsewhere } from '../network-time.ts'
import { useWords } from '../words/words.ts'
import { csvOf, saveFile } from './csv.ts'
import { search, searchToday } from './search.ts'
import { shownStates, type ShownState } from './state.ts'
import { todayInBeijing, wholeDay, type DayChoice } from './use-day.ts'

export type StateFilter = ShownState | 'all'

type Props = {
  choice: DayChoice
  filter: StateFilter
  onDay: (day: string) => void
  onAll: (all: boolean) => void
  onFilter: (filter: StateFilter) => void
}

/** Which day, whose sales, which of them. */
export function Filters({ choice, filter, onDay, onAll, onFilter }: Props) {
  const say = useWords()
  const text = useStore(search)
  const states = [
    { value: 'all' as const, label: say.today.all },
    ...shownStates.map((value) => ({ value, label: say.state[value] })),
  ]
  return (
    <div className="till-filters">
      <Input
        type="date"
        size="large"
        className="till-day"
        aria-label={say.today.day}
        value={choice.day}
        max={todayInBeijing()}
        title={say.today.zoneHint}
        onChange={(event) => event.target.value && onDay(event.target.value)}
      />
      {isElsewhere(serverNow()) && <span className="till-soft till-zone">{say.today.zone}</span>}
      <Segmented
        size="large"
        value={choice.all ? 'all' : 'here'}
        options={[
          { value: 'here', label: say.today.here },
          { value: 'all', label: say.today.store },
        ]}
        onChange={(value) => onAll(value === 'all')}
      />
      <Select<StateFilter>
        size="large"
        className="till-filter-state"
        aria-label={say.today.filter}
        title={say.today.wholeRange}
        value={filter}
        options={states}
        onChange={onFilter}
      />
      <Input
        prefix={<SearchOutlined aria-hidden />}
        size="large"
        className="till-search"
        data-testid="today-search"
        allowClear
        placeholder={say.today.search}
        aria-label={say.today.search}
        value={text}
        onChange={(event) => searchToday(event.target.value)}
      />
      <Export choice={choice} />
    </div>
  )
}

function Export({ choice }: { choice: DayChoice }) {
  const say = useWords()
  const { message } = App.useApp()
  const failureWords = useFailureWords('cashier')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      saveFile(`tongbao-${choice.day}.csv`, csvOf(await wholeDay(choice), say))
    } catch (error) {
      void message.error(failureWords(asFailure(error)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      data-testid="today-export"
      size="large"
      icon={<DownloadOutlined />}
      loading={busy}
      onClick={() => void save()}
    >
      {say.today.export}
    </Button>
  )
}

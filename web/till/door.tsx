import { Button, Spin } from 'antd'
import { useEffect } from 'react'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'

import { Login } from './login.tsx'
import { useMe } from './session.ts'
import { Till } from './till.tsx'
import { useWords } from './words/words.ts'

/** Lets in whoever is logged in; others meet the login. */
export function Door() {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const me = useMe()
  useEffect(() => {
    document.title = me.data ? `${me.data.storeName} · ${say.title}` : say.title
  }, [me.data, say])
  if (me.data) return <Till key={me.data.terminalId} me={me.data} />
  if (me.isSuccess) return <Login />
  if (me.isError) {
    return (
      <main className="till-centre">
        <p role="alert">{failureWords(asFailure(me.error))}</p>
        <Button type="primary" size="large" onClick={() => void me.refetch()}>
          {say.today.retry}
        </Button>
      </main>
    )
  }
  return (
    <main className="till-centre">
      <Spin size="large" />
    </main>
  )
}

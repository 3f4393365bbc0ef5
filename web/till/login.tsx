import { Alert, Button, Input } from 'antd'
import { useState, type FormEvent, type ReactNode } from 'react'

import { asFailure } from '#web/client/failure.ts'
import { useTooLong } from '#web/ui/characters.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Logo } from '#web/ui/Logo.tsx'
import { charactersMax } from '#wire/limits.ts'

import { Preferences } from './bar/preferences.tsx'
import { useLogin } from './session.ts'
import { unlockSound } from './sound.ts'
import { useWords } from './words/words.ts'

/** The login of a cashier at this terminal. Its click is also the gesture that lets the page sound. */
export function Login() {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const login = useLogin()
  const tooLong = useTooLong()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const wrongOf = (text: string, max: number) =>
    tried && text === '' ? say.login.missing : tooLong(text, max)
  const wrong = {
    name: wrongOf(name, charactersMax.tillLogin),
    password: wrongOf(password, charactersMax.tillPassword),
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    unlockSound()
    setTried(true)
    if (wrong.name || wrong.password || name === '' || password === '') return
    login.mutate({ login: name, password })
  }
  return (
    <main className="till-login">
      <div className="till-login-corner">
        <Preferences />
      </div>
      <section className="till-login-card">
        <Logo size={64} />
        <h1>{say.title}</h1>
        <form className="till-form" onSubmit={submit}>
          <Field label={say.login.login} wrong={wrong.name}>
            <Input
              data-testid="till-login"
              size="large"
              autoFocus
              autoComplete="username"
              status={wrong.name ? 'error' : ''}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </Field>
          <Field label={say.login.password} wrong={wrong.password}>
            <Input.Password
              data-testid="till-password"
              size="large"
              autoComplete="current-password"
              status={wrong.password ? 'error' : ''}
              value={password}
              onChange={({ target }) => setPassword(target.value)}
            />
          </Field>
          {login.isError && (
            <Alert
              type="error"
              showIcon
              role="alert"
              title={failureWords(asFailure(login.error))}
            />
          )}
          <Button
            data-testid="till-submit"
            type="primary"
            size="large"
            htmlType="submit"
            block
            loading={login.isPending}
          >
            {say.login.submit}
          </Button>
        </form>
        <p className="till-soft">{say.login.hint}</p>
      </section>
    </main>
  )
}

type FieldProps = { label: string; wrong: string | undefined; children: ReactNode }

function Field({ label, wrong, children }: FieldProps) {
  return (
    <label>
      <span>{label}</span>
      {children}
      {wrong && (
        <span className="till-wrong" role="alert">
          {wrong}
        </span>
      )}
    </label>
  )
}

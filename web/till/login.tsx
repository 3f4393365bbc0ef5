import { Alert, Button, Form, Input } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useTooLong } from '#web/ui/characters.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Logo } from '#web/ui/Logo.tsx'
import { charactersMax } from '#wire/limits.ts'
import type { TillLogin } from '#wire/till.ts'

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
  const submit = (body: TillLogin) => {
    unlockSound()
    login.mutate(body)
  }
  const rules = (max: number) => [
    { required: true },
    {
      validator: async (_: unknown, text = '') => {
        const wrong = tooLong(String(text), max)
        if (wrong) throw new Error(wrong)
      },
    },
  ]
  return (
    <main className="till-login">
      <div className="till-login-corner">
        <Preferences />
      </div>
      <section className="till-login-card">
        <Logo size={64} />
        <h1>{say.title}</h1>
        <Form<TillLogin> layout="vertical" size="large" requiredMark={false} onFinish={submit}>
          <Form.Item name="login" label={say.login.login} rules={rules(charactersMax.tillLogin)}>
            <Input data-testid="till-login" autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item
            name="password"
            label={say.login.password}
            rules={rules(charactersMax.tillPassword)}
          >
            <Input.Password data-testid="till-password" autoComplete="current-password" />
          </Form.Item>
          {login.isError && (
            <Alert
              className="till-login-error"
              type="error"
              showIcon
              role="alert"
              title={failureWords(asFailure(login.error))}
            />
          )}
          <Button
            data-testid="till-submit"
            type="primary"
            htmlType="submit"
            block
            loading={login.isPending}
          >
            {say.login.submit}
          </Button>
        </Form>
        <p className="till-soft">{say.login.hint}</p>
      </section>
    </main>
  )
}

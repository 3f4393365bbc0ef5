import { Alert, Button, Form, Input } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Logo } from '#web/ui/Logo.tsx'
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
  const submit = (body: TillLogin) => {
    unlockSound()
    login.mutate(body)
  }
  return (
    <main className="till-login">
      <div className="till-login-corner">
        <Preferences />
      </div>
      <section className="till-login-card">
        <Logo size={64} />
        <h1>{say.title}</h1>
        <Form<TillLogin> layout="vertical" size="large" requiredMark={false} onFinish={submit}>
          <Form.Item name="login" label={say.login.login} rules={[{ required: true }]}>
            <Input data-testid="till-login" autoFocus autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label={say.login.password} rules={[{ required: true }]}>
            <Input.Password
              data-testid="till-password"
              autoComplete="current-password"
              maxLength={128}
            />
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

import { asFailure } from '#web/client/failure.ts'
import { useLanguage } from '#web/ui/language.ts'

const away = {
  zh: '连不上服务器，请稍后再试。',
  en: 'The server can’t be reached. Try again in a moment.',
}

/** Those who read this page write software: the server's own sentence tells them most. */
export function useFailureWords(): (error: unknown) => string {
  const language = useLanguage()
  return (error) => {
    const failure = asFailure(error)
    if (failure.status === 0) return away[language]
    const { field } = failure.detail
    return field ? `${failure.message} (${field})` : failure.message
  }
}

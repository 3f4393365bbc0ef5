import { useFailureWords } from './failure.ts'

/** Why a call of the page failed, where it did. */
export function Problem({ error }: { error: unknown }) {
  const words = useFailureWords()
  if (!error) return null
  return (
    <p className="st-problem" role="alert">
      {words(error)}
    </p>
  )
}

import type { ApiFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { wait } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'

import { useWords } from './words.ts'

/**
 * Why a payment by account was refused, in words for one who stands at the desk; `waiting` in
 * seconds while more tries are not taken.
 */
export function useRefusal(): (failure: ApiFailure, waiting: number) => string {
  const say = useWords().refused
  const language = useLanguage()
  const sayOther = useFailureWords('payer')
  return (failure, waiting) => {
    const left = failure.detail['attemptsLeft']
    switch (failure.code) {
      case 'WRONG_LOGIN':
        return left === undefined ? say.wrong : `${say.wrong} ${say.left(Number(left))}`
      case 'LOGIN_LOCKED':
        return waiting > 0 ? say.locked(wait(waiting, language)) : say.unlocked
      case 'OFFLINE':
      case 'TIMEOUT':
      case 'UNAVAILABLE':
        return say.unknown
      default:
        return sayOther(failure)
    }
  }
}

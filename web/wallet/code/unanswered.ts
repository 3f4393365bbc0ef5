import { recall, remember } from '#web/ui/store.ts'

// Kept from before it is asked until it is answered: the page may be loaded anew in between, and the
// server knows by these marks that it is the same phone.

const key = 'tongbao.unanswered'
const marksMax = 10

/** The marks of what this phone asked for a member and had no answer to, the oldest first. */
export function unansweredOf(memberId: string): string[] {
  const [owner, ...marks] = (recall(key) ?? '').split(' ')
  return owner === memberId ? marks : []
}

function keepMarks(memberId: string, marks: readonly string[]): void {
  remember(key, marks.length > 0 ? [memberId, ...marks.slice(-marksMax)].join(' ') : null)
}

export const noteAsked = (memberId: string, mark: string) =>
  keepMarks(memberId, [...unansweredOf(memberId), mark])

/** Of what was refused nothing was made. */
export const noteRefused = (memberId: string, mark: string) =>
  keepMarks(
    memberId,
    unansweredOf(memberId).filter((one) => one !== mark),
  )

/** The phone has its device, and with it all that it asked for. */
export const forgetUnanswered = () => remember(key, null)

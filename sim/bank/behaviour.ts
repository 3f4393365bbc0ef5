import { Type, type Static } from 'typebox'

/** How a bank may fail. */
export const behaviourKinds = [
  'slow', // does the work and answers after delayMs
  'silent', // does the work and never answers
  'lost', // does nothing and never answers
  'down', // 503 at once, nothing done
  'wrong', // does the work and answers what is not its word
  'fail', // says that it cannot, and has done nothing
] as const

export const BehaviourRule = Type.Object({
  kind: Type.Enum([...behaviourKinds]),
  bank: Type.Optional(Type.String({ maxLength: 16, description: 'any bank where absent' })),
  operation: Type.Optional(
    Type.String({ maxLength: 16, description: 'bind, agree, end, debit, query, close, statement' }),
  ),
  nonce: Type.Optional(Type.String({ maxLength: 64, description: 'this one call alone' })),
  times: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()], {
      description: 'the next so many calls, 1 where absent; null: until cleared',
    }),
  ),
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
})
export type BehaviourRule = Static<typeof BehaviourRule>

export type BankCall = { bank: string; operation: string; nonce: string }

/** What shall go wrong with the next calls, in the order in which it was set. */
export class Behaviours {
  #rules: (BehaviourRule & { left: number | null; met: number })[] = []

  add(rule: BehaviourRule): void {
    this.#rules.push({ ...rule, left: rule.times === undefined ? 1 : rule.times, met: 0 })
  }

  /** The behaviour that this call meets, counted. */
  meet(call: BankCall): BehaviourRule | undefined {
    const rule = this.#rules.find(
      ({ left, bank, operation, nonce }) =>
        left !== 0 &&
        (bank ?? call.bank) === call.bank &&
        (operation ?? call.operation) === call.operation &&
        (nonce ?? call.nonce) === call.nonce,
    )
    if (!rule) return undefined
    rule.met += 1
    if (rule.left !== null) rule.left -= 1
    // Rules for one call, or for so many, are of no use once they are met.
    this.#rules = this.#rules.filter(({ left }) => left !== 0)
    return rule
  }

  list = () => this.#rules

  clear(): void {
    this.#rules = []
  }
}

import { readFileSync } from 'node:fs'

import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

import { isPlain, notPlain } from '#kernel/plain-text.ts'
import { SetupError } from '#kernel/setup-error.ts'

import type { Plan } from './fill.ts'

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** A town as a file describes it: people with money, and shops; whatever stands in a shop may be left out. */
const PlanFile = Type.Object(
  {
    people: Type.Optional(
      Type.Array(
        Type.Object({
          name: text(64),
          phone: Type.String({ pattern: '^1[0-9]{10}$' }),
          paymentPassword: Type.String({ pattern: '^[0-9]{6}$' }),
          atBank: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,2})?$' })),
          balance: Type.String({ pattern: '^(?!0+(\\.0+)?$)[0-9]{1,9}(\\.[0-9]{1,2})?$' }),
        }),
      ),
    ),
    shops: Type.Optional(
      Type.Array(
        Type.Object({
          name: text(128),
          app: Type.Optional(text(64)),
          stores: Type.Optional(
            Type.Array(
              Type.Object({
                name: text(128),
                terminals: Type.Optional(
                  Type.Array(
                    Type.Object({
                      name: text(64),
                      staff: Type.Optional(
                        Type.Array(
                          Type.Object({
                            login: text(64),
                            password: text(128),
                            name: text(64),
                            role: Type.Union([
                              Type.Literal('cashier'),
                              Type.Literal('supervisor'),
                              Type.Literal('owner'),
                            ]),
                          }),
                        ),
                      ),
                    }),
                  ),
                ),
              }),
            ),
          ),
        }),
      ),
    ),
  },
  { additionalProperties: false },
)

/** Names stand in receipts and bills, so they are held to what the network takes from anybody. */
function requirePlain(name: string, value: unknown): unknown {
  if (typeof value === 'string' && !isPlain(value)) throw new Error(`${name} ${notPlain}`)
  return value
}

/** Reads a town's plan. Throws a `SetupError` that names what is wrong with the file. */
export function readPlan(file: string): Plan {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'), requirePlain)
  } catch (error) {
    throw new SetupError(`The town in ${file} cannot be read: ${(error as Error).message}`)
  }
  const [fault] = Value.Errors(PlanFile, value)
  if (fault) {
    throw new SetupError(`The town in ${file}: ${fault.instancePath || '/'} ${fault.message}.`)
  }
  const { people = [], shops = [] } = value as Static<typeof PlanFile>
  return {
    people,
    shops: shops.map(({ name, app = name, stores = [] }) => ({
      name,
      app,
      stores: stores.map((store) => ({
        name: store.name,
        terminals: (store.terminals ?? []).map(({ name: called, staff = [] }) => ({
          name: called,
          staff,
        })),
      })),
    })),
  }
}

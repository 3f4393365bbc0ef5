import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'

import { BindingProof, BindingRequest, DebitRequest } from '#bank/message.ts'

import { type Caller, endAgreement, finishBinding, startBinding } from './binding.ts'
import type { Books } from './books.ts'
import { closeRequest, debit, tell } from './debit.ts'
import { createDoor, type DoorDeps } from './door.ts'
import { refused, type Reply } from './reply.ts'
import { statement } from './statement.ts'

type Params = { bindingNo: string; agreementNo: string; requestNo: string; day: string }

/** What a payment institution may ask of each bank. */
export function addPartnerRoutes(http: FastifyInstance, books: Books, deps: DoorDeps): void {
  const door = createDoor(deps)

  const add = (
    line: `${'GET' | 'POST'} ${string}`,
    operation: string,
    work: (caller: Caller, params: Params, request: FastifyRequest) => Reply,
  ) => {
    const [method = 'GET', path = ''] = line.split(' ')
    http.route({
      method,
      url: `/banks/:bank/${path}`,
      handler: (request: FastifyRequest, reply: FastifyReply) => {
        const params = request.params as Params
        return door(request, reply, {
          operation,
          work: (caller) => work(caller, params, request),
        })
      },
    })
  }

  add('POST bindings', 'bind', (caller, _, request) =>
    fitting(BindingRequest, request, (body) => startBinding(books, caller, body)),
  )
  add('POST bindings/:bindingNo', 'agree', (caller, { bindingNo }, request) =>
    fitting(BindingProof, request, ({ code }) => finishBinding(books, caller, { bindingNo, code })),
  )
  add('POST agreements/:agreementNo/end', 'end', (caller, { agreementNo }) =>
    endAgreement(books, caller, agreementNo),
  )
  add('POST debits', 'debit', (caller, _, request) =>
    fitting(DebitRequest, request, (body) => debit(books, caller, body)),
  )
  add('GET debits/:requestNo', 'query', (caller, { requestNo }) => tell(books, caller, requestNo))
  add('POST debits/:requestNo/close', 'close', (caller, { requestNo }) =>
    closeRequest(books, caller, requestNo),
  )
  add('GET statements/:day', 'statement', (caller, { day }) => statement(books, caller, day))
}

/** Reads a body that was signed as text. */
function fitting<T extends TSchema>(
  schema: T,
  request: FastifyRequest,
  act: (body: Static<T>) => Reply,
): Reply {
  let body: unknown
  try {
    body = JSON.parse(String(request.body))
  } catch {
    return refused('BANK_FAILED')
  }
  return Value.Check(schema, body) ? act(body) : refused('BANK_FAILED')
}

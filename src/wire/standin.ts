import { Type, type Static } from 'typebox'

import { Millis } from './common.ts'
import { faultKinds } from './fault-kinds.ts'
import { charactersMax } from './limits.ts'

/** What the stand-in's tools say and take: `/api/standin/…`, demo mode alone. */

export const PasteKind = Type.Union(
  [Type.Literal('request'), Type.Literal('response'), Type.Literal('notification')],
  { description: 'what was pasted; told from the text where it is not given' },
)

/** POST /api/standin/doctor */
export const DoctorRequest = Type.Object({
  text: Type.String({
    minLength: 1,
    maxLength: charactersMax.signedText,
    description:
      'a curl line, a raw HTTP message, a URL, a query or body, a JSON object of parameters, or an answer',
  }),
  kind: Type.Optional(PasteKind),
  appId: Type.Optional(Type.String({ maxLength: charactersMax.appId })),
})
export type DoctorRequest = Static<typeof DoctorRequest>

export const doctorCauses = [
  'SIGN_TYPE_LEFT_OUT', // a request is signed with its sign_type
  'SIGN_TYPE_LEFT_IN', // a notification is signed without it
  'VALUES_ENCODED', // percent-encoded values were signed instead of decoded ones
  'VALUES_DECODED_TWICE', // the values were decoded once more than they were encoded
  'EMPTY_VALUES', // an empty value was signed and not sent, or came in on the way
  'CHARSET', // the bytes were those of another charset
  'ORDER', // not sorted by name, byte by byte
  'JSON_ALTERED', // the JSON was written anew after it was signed
  'PARAMETER_ADDED', // a parameter came in after signing
  'PARAMETER_DROPPED', // a parameter was signed and did not arrive
  'BLANKS', // blanks at an end were cut, or a plus became a blank
  'QUOTED', // values were signed in quotes, or an encrypted answer without its quotes
  'HTML_ESCAPED', // &quot; and its like stand where quotes were
  'REST_LINES', // V3: a line too many or too few, the path or the verb written otherwise
  'NODE_ONLY', // of an answer, the node's value alone is signed
  'HASH', // SHA-1 under the name RSA2, or SHA-256 under the name RSA
  'WRONG_KEY', // made with another key than the app holds
  'SIGN_MISSING',
  'SIGN_BROKEN', // not base64 of a signature
  'ALTERED', // the text is none of those that usually go wrong
] as const
/** Why a signature does not hold, as far as trying can tell. Pages and the guide keep a sentence for each. */
export type DoctorCause = (typeof doctorCauses)[number]

export const DoctorReply = Type.Object({
  kind: PasteKind,
  appId: Type.Union([Type.String(), Type.Null()], {
    description: 'the app whose keys were used; null where the network knows no such app',
  }),
  verifies: Type.Boolean(),
  causes: Type.Array(Type.Enum([...doctorCauses]), {
    description: 'the mistakes that explain the signature; empty when it verifies',
  }),
  rightText: Type.String({ description: 'what has to be signed' }),
  signedText: Type.Union([Type.String(), Type.Null()], {
    description: 'what was most likely signed; null where no usual mistake explains the signature',
  }),
  parting: Type.Union(
    [
      Type.Object({
        byte: Type.Integer({ description: 'of both texts, counted from 0' }),
        right: Type.String(),
        signed: Type.String(),
      }),
      Type.Null(),
    ],
    { description: 'the first byte at which the two part, and what stands around it' },
  ),
  signer: Type.Union([Type.String(), Type.Null()], {
    description:
      'whose key made it: merchant:<appId>, platform:<appId>, or null for an unknown key',
  }),
  hash: Type.Union([Type.String(), Type.Null()]),
})
export type DoctorReply = Static<typeof DoctorReply>

/** GET /api/standin/calls */
export const CallQuery = Type.Object({
  appId: Type.Optional(Type.String({ maxLength: charactersMax.appId })),
  method: Type.Optional(
    Type.String({ maxLength: charactersMax.method, description: 'a part of its name' }),
  ),
  text: Type.Optional(
    Type.String({
      maxLength: charactersMax.callSearch,
      description: 'an order, a trace id, a code, or what was sent',
    }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 32, description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type CallQuery = Static<typeof CallQuery>

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

export const CallRow = Type.Object({
  callId: Type.String(),
  traceId: Type.String({ description: 'the header trace_id of its answer' }),
  appId: Type.String({ description: 'empty where the network knows no such app' }),
  api: Type.Union([Type.Literal('v2'), Type.Literal('v3')]),
  verb: Type.String(),
  method: Type.String(),
  outTradeNo: nullable(Type.String()),
  code: Type.String(),
  subCode: nullable(Type.String()),
  fault: nullable(Type.String({ description: 'what was done wrong to it on purpose' })),
  ms: Type.Integer(),
  at: Millis,
})
export type CallRow = Static<typeof CallRow>

export const CallPage = Type.Object({
  calls: Type.Array(CallRow),
  next: nullable(Type.String()),
})
export type CallPage = Static<typeof CallPage>

/** GET /api/standin/calls/:id */
export const CallDetail = Type.Intersect([
  CallRow,
  Type.Object({
    address: Type.String(),
    received: Type.Record(Type.String(), Type.String()),
    signedText: Type.String({ description: 'what its signature covers, payment codes masked' }),
    body: nullable(Type.String({ description: 'what was answered; null when nothing was' })),
    notifications: Type.Array(
      Type.Object({
        notifyId: Type.String(),
        url: Type.String(),
        state: Type.String(),
        tradeStatus: nullable(Type.String()),
        createdAt: Millis,
        nextAt: nullable(Millis),
        attempts: Type.Array(
          Type.Object({
            attempt: Type.Integer(),
            at: Millis,
            ms: Type.Integer(),
            status: nullable(Type.Integer()),
            answer: nullable(Type.String()),
            error: nullable(Type.String()),
          }),
        ),
      }),
    ),
  }),
])
export type CallDetail = Static<typeof CallDetail>

/** How often at most, and how long at most, something goes wrong. */
export const faultCountMax = 1_000_000
export const faultDelayMsMax = 60_000
export const faultOutcomes = ['success', 'failure', 'silence'] as const

/** POST /api/standin/faults, and one of the list that PUT takes. */
export const FaultRule = Type.Object({
  kind: Type.Enum([...faultKinds]),
  appId: Type.Optional(nullable(Type.String({ maxLength: charactersMax.appId }))),
  method: Type.Optional(
    nullable(
      Type.String({
        maxLength: charactersMax.method,
        description:
          'this method alone, by its whole name; of bank- kinds: bind, agree, end, debit, query, close, statement',
      }),
    ),
  ),
  bank: Type.Optional(
    nullable(
      Type.String({
        maxLength: charactersMax.bank,
        description: 'this bank alone, by its code, of bank- kinds',
      }),
    ),
  ),
  skip: Type.Optional(
    Type.Integer({ minimum: 0, maximum: faultCountMax, description: 'calls let through first; 0' }),
  ),
  times: Type.Optional(
    nullable(
      Type.Integer({ minimum: 1, maximum: faultCountMax, description: '1; null: until cleared' }),
    ),
  ),
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: faultDelayMsMax })),
  outcome: Type.Optional(
    nullable(
      Type.Union([Type.Literal('success'), Type.Literal('failure'), Type.Literal('silence')], {
        description: 'what follows a 10003; success',
      }),
    ),
  ),
})
export type FaultRule = Static<typeof FaultRule>

export const Fault = Type.Object({
  faultId: Type.String(),
  kind: Type.Enum([...faultKinds]),
  appId: nullable(Type.String()),
  method: nullable(Type.String()),
  bank: nullable(Type.String()),
  skip: Type.Integer(),
  times: nullable(Type.Integer()),
  delayMs: Type.Integer(),
  outcome: nullable(Type.String()),
  passed: Type.Integer({ description: 'calls let through so far' }),
  fired: Type.Integer({ description: 'calls spoilt so far' }),
})
export type Fault = Static<typeof Fault>

/** GET /api/standin/faults. Its `faults`, sent back by PUT, do the same again. */
export const FaultList = Type.Object({
  faults: Type.Array(Fault),
  events: Type.Array(
    Type.Object({
      seq: Type.Integer({ description: 'from 1, in the order in which they happened' }),
      faultId: Type.String(),
      kind: Type.String(),
      appId: Type.String(),
      subject: Type.String({
        description: 'the method, the notification, or the bank with what it was asked for',
      }),
      traceId: nullable(Type.String()),
      at: Millis,
    }),
  ),
})
export type FaultList = Static<typeof FaultList>

/** PUT /api/standin/faults */
export const FaultRules = Type.Object({ faults: Type.Array(FaultRule, { maxItems: 200 }) })
export type FaultRules = Static<typeof FaultRules>

/** GET and POST /api/standin/time */
export const StandinTime = Type.Object({
  now: Millis,
  offsetMs: Type.Integer({ description: 'ahead of the real time' }),
  next: nullable(
    Type.Object({
      at: Millis,
      what: Type.Union([Type.Literal('notification'), Type.Literal('expiry')]),
    }),
  ),
})
export type StandinTime = Static<typeof StandinTime>

export const TimeMove = Type.Union([
  Type.Object({ byMs: Type.Integer({ minimum: 1, maximum: 366 * 86_400_000 }) }),
  Type.Object({ next: Type.Literal(true, { description: 'to what is due next' }) }),
])
export type TimeMove = Static<typeof TimeMove>

import { Type, type Static } from 'typebox'

/** What the stand-in's tools say and take: `/api/standin/…`, demo mode alone. */

export const PasteKind = Type.Union(
  [Type.Literal('request'), Type.Literal('response'), Type.Literal('notification')],
  { description: 'what was pasted; told from the text where it is not given' },
)

/** POST /api/standin/doctor */
export const DoctorRequest = Type.Object({
  text: Type.String({
    minLength: 1,
    maxLength: 65_536,
    description:
      'a curl line, a raw HTTP message, a URL, a query or body, a JSON object of parameters, or an answer',
  }),
  kind: Type.Optional(PasteKind),
  appId: Type.Optional(Type.String({ maxLength: 32 })),
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
  'NODE_ONLY', // of an answer, the node's value alone is signed
  'HASH', // SHA-1 under the name RSA2, or SHA-256 under the name RSA
  'WRONG_KEY', // made with another key than the app holds
  'SIGN_MISSING',
  'SIGN_BROKEN', // not base64 of a signature
  'ALTERED', // the key is right; the text is none of those that usually go wrong
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

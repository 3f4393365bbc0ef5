import type { KeyObject } from 'node:crypto'

import iconv from 'iconv-lite'

import type { DoctorCause as Cause } from '#wire/standin.ts'

import { type Deviation, formDeviations, dropEmpty } from './deviation.ts'
import { type Draft, textOf } from './draft.ts'
import { firstParting, type Parting } from './part.ts'
import type { Paste, PasteKind } from './paste.ts'
import { lineDeviations, pathsOf, textOfLines } from './rest.ts'
import { isJson, rewritings } from './rewrite.ts'
import { openSeal, type Seal, sealed } from './seal.ts'

/** A public key, and in words whose it is. */
export type NamedKey = { owner: string; key: KeyObject }

/** What the doctor found. */
export type Diagnosis = {
  kind: PasteKind
  verifies: boolean
  /** The usual mistakes that explain the signature, the first one first; empty when it verifies. */
  causes: Cause[]
  /** What has to be signed. */
  rightText: string
  /** What the signer most likely signed; null where no usual mistake explains the signature. */
  signedText: string | null
  parting: Parting | null
  /** Whose key made the signature, as far as the keys at hand tell. */
  signer: string | null
  /** The hash within the signature: sha256 for RSA2, sha1 for RSA. */
  hash: Seal['hash'] | null
}

/** How many usual mistakes are tried together. */
const together = 3
/** How many texts are tried at most: a longer search would hold up the server and rarely finds more. */
const triesMax = 8000

/**
 * Says whether a signature verifies with `own`, and why not, by trying the texts of the usual mistakes against what the
 * signature says of itself. `others` are keys that might have made it by mistake.
 */
export function diagnose(
  paste: Paste,
  own: NamedKey | undefined,
  others: readonly NamedKey[] = [],
): Diagnosis {
  const rights = rightTexts(paste)
  const found: Diagnosis = {
    kind: paste.kind,
    verifies: false,
    causes: [],
    rightText: rights[0]!.toString('utf8'),
    signedText: null,
    parting: null,
    signer: null,
    hash: null,
  }
  if (!paste.sign) return { ...found, causes: ['SIGN_MISSING'] }
  const opened = openAny(paste.sign, own ? [own, ...others] : others)
  if (!opened) return { ...found, causes: [isSound(paste.sign) ? 'WRONG_KEY' : 'SIGN_BROKEN'] }
  const { seal, owner, mended } = opened
  found.hash = seal.hash
  found.signer = owner
  const keyCauses: Cause[] = own && owner !== own.owner ? ['WRONG_KEY'] : []
  const signCauses: Cause[] = mended ? ['BLANKS'] : []
  const hashCauses: Cause[] = hashOf(paste) === seal.hash ? [] : ['HASH']
  const text = explain(paste, rights, seal)
  const textCauses: Cause[] = text ? text.causes : ['ALTERED']
  const causes = [...new Set([...keyCauses, ...hashCauses, ...signCauses, ...textCauses])]
  return {
    ...found,
    causes,
    verifies: causes.length === 0,
    signedText: text ? shown(text.text) : null,
    parting: text ? nearest(rights, text.text) : null,
  }
}

const hashOf = (paste: Paste): Seal['hash'] =>
  'pairs' in paste && paste.signType === 'RSA' ? 'sha1' : 'sha256'

/** Texts over which the signature would be right: of a request with empty values there are two, of V3 with a path before its own too. */
function rightTexts(paste: Paste): Buffer[] {
  if ('lines' in paste) return pathsOf(paste.lines).map(textOfLines)
  if ('node' in paste) return [paste.node]
  const all = draftOf(paste)
  if (paste.kind === 'notification') return [textOf(all)]
  return [textOf(all), textOf(dropEmpty(all))]
}

const draftOf = ({ kind, pairs }: Extract<Paste, { pairs: unknown }>): Draft => ({
  pairs: kind === 'request' ? pairs : pairs.filter(({ name }) => name !== 'sign_type'),
  order: 'bytes',
  quote: '',
})

/** Tries the keys on the signature, also with the blanks that a lost plus left in it. */
function openAny(sign: string, keys: readonly NamedKey[]) {
  const whole = sign.replaceAll(' ', '+').replaceAll(/%2B/gi, '+').replaceAll(/%2F/gi, '/')
  const bytes = Buffer.from(whole.replaceAll(/%3D/gi, '='), 'base64')
  for (const { owner, key } of keys) {
    const seal = openSeal(bytes, key)
    if (seal) return { seal, owner, mended: whole !== sign }
  }
  return undefined
}

const isSound = (sign: string): boolean => {
  const bytes = Buffer.from(sign, 'base64')
  return bytes.toString('base64') === sign && [128, 256, 384, 512].includes(bytes.length)
}

type Explained = { text: Buffer; causes: Cause[] }

function explain(paste: Paste, rights: readonly Buffer[], seal: Seal): Explained | undefined {
  const right = rights.find((text) => sealed(seal, text))
  if (right) return { text: right, causes: [] }
  if ('lines' in paste) {
    return search(pathsOf(paste.lines)[0]!, lineDeviations, (lines) => {
      const text = textOfLines(lines)
      return sealed(seal, text) ? text : undefined
    })
  }
  if ('node' in paste) {
    const deviations = nodeDeviations(paste.node, paste.whole)
    return search(paste.node, deviations, (text) => (sealed(seal, text) ? text : undefined))
  }
  return search(draftOf(paste), formDeviations(paste), (draft) => {
    const text = textOf(draft)
    return sealed(seal, text) ? text : undefined
  })
}

/** Applies one mistake, then two, then three together, until the text is the one that was signed. */
function search<T>(
  start: T,
  usual: readonly Deviation<T>[],
  signed: (candidate: T) => Buffer | undefined,
): Explained | undefined {
  const deviations = usual.filter(({ apply }) => apply(start) !== start)
  let tries = 0
  let level: { value: T; at: number; used: Deviation<T>[] }[] = [{ value: start, at: 0, used: [] }]
  for (let depth = 1; depth <= together; depth++) {
    const next: typeof level = []
    for (const { value, at, used } of level) {
      for (let n = at; n < deviations.length; n++) {
        const deviation = deviations[n]!
        if (used.some(({ group }) => group === deviation.group)) continue
        if (++tries > triesMax) return undefined
        const changed = deviation.apply(value)
        const all = [...used, deviation]
        const text = signed(changed)
        if (text) return { text, causes: [...new Set(all.map(({ cause }) => cause))] }
        if (depth < together) next.push({ value: changed, at: n + 1, used: all })
      }
    }
    level = next
  }
  return undefined
}

/** The mistakes that a program between makes with an answer, and those of whoever checks it. */
function nodeDeviations(node: Buffer, whole: Buffer): Deviation<Buffer>[] {
  const onText = (change: (text: string) => string) => (bytes: Buffer) => {
    const text = bytes.toString('utf8')
    const changed = change(text)
    return changed === text ? bytes : Buffer.from(changed)
  }
  return [
    ...rewritings.flatMap((ways, group) =>
      ways.map((way) => ({
        cause: 'JSON_ALTERED' as const,
        group: `json${group}`,
        apply: onText((text) => (isJson(text) ? way(text) : text)),
      })),
    ),
    { cause: 'NODE_ONLY', group: 'whole', apply: () => whole },
    {
      cause: 'CHARSET',
      group: 'charset',
      apply: (bytes) => iconv.encode(bytes.toString('utf8'), 'gbk'),
    },
    { cause: 'BLANKS', group: 'blank', apply: onText((text) => text.trim()) },
    { cause: 'QUOTED', group: 'quote', apply: onText((text) => text.replace(/^"(.*)"$/s, '$1')) },
    { cause: 'QUOTED', group: 'quote', apply: onText((text) => `"${text}"`) },
    { cause: 'HTML_ESCAPED', group: 'html', apply: onText((t) => t.replaceAll('&quot;', '"')) },
    { cause: 'HTML_ESCAPED', group: 'html', apply: onText((t) => t.replaceAll('&amp;', '&')) },
    { cause: 'BLANKS', group: 'sign', apply: onText((text) => text.replaceAll('\r\n', '\n')) },
  ]
}

/** Where the signed text parts from the right one that it shares most with. */
const nearest = (rights: readonly Buffer[], signed: Buffer): Parting | null =>
  rights
    .map((right) => firstParting(right, signed))
    .reduce((best, next) => (best && next && best.byte >= next.byte ? best : next)) ?? null

/** GBK bytes are shown as the characters that they are. */
function shown(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? iconv.decode(bytes, 'gbk') : text
}

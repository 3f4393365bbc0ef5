import { causeWords } from '#wire/standin-words.ts'
import type { DoctorReply } from '#wire/standin.ts'

import { table, type Language } from '../language.ts'

const labels = {
  en: {
    good: (kind: string) => `The signature of this ${kind} verifies.`,
    bad: (kind: string) => `The signature of this ${kind} does not verify.`,
    part: (byte: number) => `They part at byte ${byte}:`,
    right: 'right',
    signed: 'signed',
    signer: 'made with the key of',
    whole: 'To be signed:',
  },
  zh: {
    good: () => '验签通过。',
    bad: () => '验签不通过。',
    part: (byte: number) => `从第 ${byte} 个字节起不同：`,
    right: '应为',
    signed: '实签',
    signer: '签名的密钥属于',
    whole: '待签名文本：',
  },
}

/** What the doctor found, in a terminal's words. */
export function doctorWords(found: DoctorReply, language: Language): string {
  const say = labels[language]
  if (found.verifies) return say.good(found.kind)
  const sentences = found.causes.map((cause) => `  ${causeWords[language][cause]}`)
  const signer = found.signer === null ? [] : [table([[say.signer, found.signer]])]
  const parting = found.parting
    ? [
        say.part(found.parting.byte),
        table([
          [say.right, found.parting.right],
          [say.signed, found.parting.signed],
        ]),
      ]
    : []
  return [
    say.bad(found.kind),
    ...sentences,
    ...signer,
    ...parting,
    say.whole,
    `  ${found.rightText}`,
  ].join('\n')
}

import { banks } from './banks.ts'

/**
 * What a bill is titled where nobody else names it: this text is stored, and every bill keeps it. Who reads it in
 * another language is shown the same in theirs.
 */
export const ownTitles = {
  demoTopup: '演示充值',
  townGift: '通宝小镇开户礼金',
  royalty: '分账',
  royaltyBack: '退分账',
} as const

const english: Readonly<Record<string, string>> = {
  [ownTitles.demoTopup]: 'Demo top-up',
  [ownTitles.townGift]: 'Welcome gift',
  [ownTitles.royalty]: 'Share of a sale',
  [ownTitles.royaltyBack]: 'Share of a sale, taken back',
}

/** The title of money that came from a bank card. */
export const cardTopupTitle = (bankZh: string, tail: string): string => `${bankZh}（${tail}）充值`

/** The same in English, where the title is one. */
function cardTopupEnglish(title: string): string | undefined {
  const [, zh, tail] = /^(.+)（(\d{4})）充值$/.exec(title) ?? []
  const bank = banks.find((one) => one.zh === zh)
  return bank && `Top-up from ${bank.en} (${tail})`
}

/** Kinds whose titles may be ours; the others bear what a merchant or a person wrote, which is nobody's to translate. */
const kinds: ReadonlySet<string> = new Set(['topup', 'royalty'])

/** A bill's title for its reader. */
export function titleFor(bill: { kind: string; title: string }, language: 'zh' | 'en'): string {
  if (language === 'zh' || !kinds.has(bill.kind)) return bill.title
  if (Object.hasOwn(english, bill.title)) return english[bill.title]!
  return cardTopupEnglish(bill.title) ?? bill.title
}

/** What stands for a refund's reason where the whole payment was cancelled. */
export const cancelReason = 'CANCELLED'

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

/** Kinds whose titles may be ours; the others bear what a merchant or a person wrote, which is nobody's to translate. */
const kinds: ReadonlySet<string> = new Set(['topup', 'royalty'])

/** A bill's title for its reader. */
export function titleFor(bill: { kind: string; title: string }, language: 'zh' | 'en'): string {
  if (language === 'zh' || !kinds.has(bill.kind)) return bill.title
  return Object.hasOwn(english, bill.title) ? english[bill.title]! : bill.title
}

/** What stands for a refund's reason where the whole payment was cancelled. */
export const cancelReason = 'CANCELLED'

/** What every row says that tells of one movement of money: whose, how much, by which posting, when. */
export const movedOf = (row: Record<string, unknown>) => ({
  merchantId: row['merchant_id'] as string,
  amount: row['amount'] as bigint,
  postingId: row['posting_id'] as string,
  at: row['at'] as number,
})

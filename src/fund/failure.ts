/**
 * Why a fund method did nothing, in Alipay's own words: only the gateway hears of them, so they need no second name. The gateway keeps
 * a sentence for each.
 */
export type FundFailure =
  // transfers
  | 'PAYER_BALANCE_NOT_ENOUGH'
  | 'PAYER_STATUS_ERROR'
  | 'PAYEE_NOT_EXIST'
  | 'PAYEE_USER_INFO_ERROR'
  | 'PAYEE_ACCOUNT_STATUS_ERROR'
  | 'PAYER_PAYEE_CANNOT_SAME'
  | 'PAYMENT_INFO_INCONSISTENCY'
  | 'EXCEED_LIMIT_SM_AMOUNT'
  | 'EXCEED_LIMIT_DM_AMOUNT'
  | 'ORDER_NOT_EXIST'

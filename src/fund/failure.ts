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
  // money that is held
  | 'AUTH_ORDER_NOT_EXIST'
  | 'AUTH_OPERATION_NOT_EXIST'
  | 'ORDER_ALREADY_CLOSED'
  | 'ORDER_ALREADY_FINISH'
  | 'FREEZE_ALREADY_SUCCESS'
  | 'UNIQUE_VIOLATION'
  | 'REQUEST_AMOUNT_EXCEED'
  | 'ILLEGAL_STATUS'
  // paying with it
  | 'AUTH_NO_ERROR'
  | 'AUTH_AMOUNT_NOT_ENOUGH'
  // shares of a payment
  | 'ILLEGAL_SETTLE_STATE'
  | 'ALLOC_AMOUNT_VALIDATE_ERROR'
  | 'ROYALTY_RECEIVER_INVALID'
  | 'ROYALTY_ACCOUNT_NOT_EXIST'
  | 'TRADE_SETTLE_ERROR'
  | 'DUP_OUT_REQUEST_NO'
  | 'USER_NOT_EXIST'
  | 'INVALID_RECEIVER_TYPE'
  | 'RECEIVER_LIST_EMPTY'

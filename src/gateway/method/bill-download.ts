import { billTypes, hasBill, type BillType } from '#settle/bill.ts'
import { billUrl } from '#settle/link.ts'
import { parsePeriod, type Period } from '#settle/period.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, refusal, Refused, success } from '../codes.ts'
import { text } from '../fields.ts'
import type { SubCode } from '../sub-codes.ts'
import { inBoth } from '../words.ts'

/** `alipay.data.dataservice.bill.downloadurl.query`: where the bill of a day or a month can be fetched, for thirty seconds. */
export async function billDownload({ deps, app, biz }: Call): Promise<Answer> {
  const type = typeOf(biz)
  const period = periodOf(biz)
  const now = deps.clock()
  const ends = deps.bills.today ? period.start : period.end
  if (now < ends) {
    throw refused('BILL_NOT_EXIST', '账单不存在', `The bill of ${period.text} is not made yet`)
  }
  const bill = { type, merchantId: app.merchantId, period }
  if (!(await hasBill(deps.sql, bill))) {
    throw refused('NO_BILL_DATA', '无账单数据', `Nothing happened in ${period.text}`)
  }
  return success({ bill_download_url: billUrl(deps.bills.prefix, deps.keyring, bill, now) })
}

function typeOf(biz: Biz): BillType {
  const given = text(biz, 'bill_type', 32)
  const type = billTypes.find((known) => known === given)
  if (!type)
    throw refused('INVAILID_ARGUMENTS', '参数非法', `bill_type: send ${billTypes.join(' or ')}`)
  return type
}

function periodOf(biz: Biz): Period {
  const period = parsePeriod(text(biz, 'bill_date', 32) ?? '')
  if (!period)
    throw refused('INVAILID_ARGUMENTS', '参数非法', 'bill_date: send yyyy-MM-dd or yyyy-MM')
  return period
}

const refused = (subCode: SubCode<'40004'>, chinese: string, english: string): Refused =>
  new Refused(refusal('40004', subCode, inBoth(chinese, english)))

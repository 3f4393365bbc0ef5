import { bind, findReceiver, listRelations, unbind, type Relation } from '#settle/relation.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, Refused, success } from '../codes.ts'
import { text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { accountName, listOf } from '../receivers.ts'

/** `alipay.trade.royalty.relation.bind`: says who may receive shares of this merchant's payments. */
export async function royaltyBind({ deps, app, biz }: Call): Promise<Answer> {
  const relations: Relation[] = []
  for (const item of receivers(biz)) {
    const named = accountName(item, 'type', 'account')
    const name = text(item, 'name', 64) ?? null
    const memo = text(item, 'memo', 64) ?? null
    const found = await findReceiver(deps.sql, named)
    // A name that is not the receiver's may mean that the number is another's.
    if (!found || (name !== null && name !== found.name)) {
      throw new Refused(fundFailure('USER_NOT_EXIST'))
    }
    if (found.receiverId === app.merchantId) {
      throw new Refused(fundFailure('ROYALTY_RECEIVER_INVALID'))
    }
    const { receiverId, receiverKind } = found
    relations.push({ ...named, receiverId, receiverKind, name, memo })
  }
  await bind(deps.sql, { merchantId: app.merchantId, now: deps.clock() }, relations)
  return success({ result_code: 'SUCCESS' })
}

/** `alipay.trade.royalty.relation.unbind`: says who may no longer. */
export async function royaltyUnbind({ deps, app, biz }: Call): Promise<Answer> {
  const names = receivers(biz).map((item) => accountName(item, 'type', 'account'))
  await unbind(deps.sql, app.merchantId, names)
  return success({ result_code: 'SUCCESS' })
}

function receivers(biz: Biz): Biz[] {
  const list = listOf(biz, 'receiver_list')
  if (!list || list.length === 0) throw new Refused(fundFailure('RECEIVER_LIST_EMPTY'))
  return list
}

const sizeMax = 100

/** `alipay.trade.royalty.relation.batchquery`: who may, page by page. */
export async function royaltyBatchQuery({ deps, app, biz }: Call): Promise<Answer> {
  const page = count(biz, 'page_num', 1, 1_000_000)
  const size = count(biz, 'page_size', 20, sizeMax)
  const { relations, total } = await listRelations(deps.sql, app.merchantId, { page, size })
  return success({
    result_code: 'SUCCESS',
    receiver_list: relations.map(({ accountType, account, name, memo }) => ({
      type: accountType,
      account,
      ...(name !== null && { name }),
      ...(memo !== null && { memo }),
    })),
    total_page_num: String(Math.ceil(total / size)),
    total_record_num: String(total),
    current_page_num: String(page),
    current_page_size: String(relations.length),
  })
}

function count(biz: Biz, name: string, otherwise: number, max: number): number {
  const given = text(biz, name, 9)
  if (given === undefined) return otherwise
  const value = /^[1-9]\d*$/.test(given) ? Number(given) : 0
  if (value < 1 || value > max)
    throw wrongField(name, [`必须是 1 到 ${max}`, `must be from 1 to ${max}`])
  return value
}

import { Type } from 'typebox'

import { take, type Http } from '#kernel/http.ts'
import { Bill, Bills, BillsQuery } from '#wire/wallet.ts'

import { findBill, listBills } from '../bills.ts'
import type { MemberDeps } from '../deps.ts'
import { walletOf } from '../wallet-of.ts'

const told = (summary: string) => ({ tags: ['wallet'], summary })

export function addBillRoutes(http: Http, deps: MemberDeps): void {
  http.get(
    '/api/wallet/bills',
    { schema: { ...told('The payer’s bills'), querystring: BillsQuery, response: { 200: Bills } } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return listBills(deps.sql, subject, request.query)
    },
  )

  http.get(
    '/api/wallet/bills/:billNo',
    {
      schema: {
        ...told('One bill'),
        params: Type.Object({ billNo: Type.String({ maxLength: 64 }) }),
        response: { 200: Bill },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return take(await findBill(deps.sql, subject, request.params.billNo))
    },
  )
}

import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingDay } from '#kernel/clock.ts'
import { yuan } from '#kernel/money.ts'

import { order } from '../engine/people.ts'
import { asker, openAsking, sell, type Asking } from '../fund/ask.ts'
import { shutAudited } from '../gateway/stand.ts'
import { readSheet, unzip } from './unzip.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const query = (billType: string, billDate: string, by = ask) =>
  by('alipay.data.dataservice.bill.downloadurl.query', { billType, billDate })

/** Fetches from this stand what is told to be at the operator's prefix. */
async function fetchBill(answer: Record<string, string>): Promise<Response> {
  expect(answer).toMatchObject({ code: '10000' })
  const { origin, pathname, search } = new URL(answer['billDownloadUrl']!)
  expect(origin).toBe('http://bills.example')
  return fetch(new URL(pathname + search, stand.endpoint))
}

async function sheets(billType: string, billDate: string, by = ask) {
  const response = await fetchBill(await query(billType, billDate, by))
  expect(response.status).toBe(200)
  const files = unzip(Buffer.from(await response.arrayBuffer()))
  const names = [...files.keys()]
  return { names, detail: readSheet(files.get(names[0]!)!), sums: readSheet(files.get(names[1]!)!) }
}

const day = () => beijingDay(stand.clock.now)
const total = (rows: string[][], column: number) =>
  rows.reduce((sum, row) => sum + BigInt(row[column]!.replace('.', '')), 0n)

test('the trade bill holds every payment and refund, and its totals are the ledger’s', async () => {
  await stand.sql`insert into store (merchant_id, store_id, name, created_at)
    values (${shop.merchantId}, 'S1', '一店', now())`
  const at = { storeId: 'S1', terminalId: 'T1', operatorId: 'op1' }
  const payer = await stand.person(500)
  const first = await sell(stand, shop, '100.00', {
    payer,
    more: { ...at, subject: '早餐, "大"份' },
  })
  stand.clock.now += 1000
  await sell(stand, shop, '20.50', { payer, n: 1 })
  await sell(stand, shop, '0.01', { payer, n: 2, more: { subject: '拿铁 ☕' } })
  stand.clock.now += 1000
  const outRequestNo = order()
  const { tradeNo } = first
  const refund = { tradeNo, refundAmount: '30.00', outRequestNo, refundReason: '少一份' }
  expect(await ask('alipay.trade.refund', refund)).toMatchObject({ code: '10000' })
  await sell(stand, await stand.open(), '7.00')

  const { names, detail, sums } = await sheets('trade', day())
  const stem = `${shop.merchantId}0156_${day().replaceAll('-', '')}_业务明细`
  expect(names).toEqual([`${stem}.csv`, `${stem}(汇总).csv`])
  expect(detail.remarks.slice(0, 4)).toEqual([
    '#支付宝业务明细查询',
    `#账号：[${shop.merchantId}0156]`,
    expect.stringMatching(
      /^#起始日期：\[\d{4}年\d\d月\d\d日 00:00:00\] {3}终止日期：\[.* 00:00:00\]$/,
    ),
    expect.stringMatching(/^#-+业务明细列表-+$/),
  ])
  expect(detail.head).toHaveLength(25)
  expect(detail.head.slice(0, 3)).toEqual(['支付宝交易号', '商户订单号', '业务类型'])
  const quoted = detail.rows.filter((row) => row.length !== 25)
  expect(quoted).toHaveLength(2)
  const refundRow = detail.rows.at(-1)!
  expect(refundRow.slice(0, 3)).toEqual([tradeNo, first.outTradeNo, '退款'])
  expect(refundRow.slice(-4)).toEqual([outRequestNo, '0.00', '0.00', '少一份'])
  expect(detail.rows[1]!.slice(2, 4)).toEqual(['交易', '早餐'])
  expect(detail.rows[1]!.slice(10, 13)).toEqual([
    `${payer.phone.slice(0, 3)}****${payer.phone.slice(-4)}`,
    '20.50',
    '20.50',
  ])

  const ledger = await stand.sql`
    select coalesce(sum(amount) filter (where kind = 'payment'), 0)::bigint as paid,
           coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as refunded
      from entry where owner_id = ${shop.merchantId}`
  const [paid, refunded] = [ledger[0]!['paid'] as bigint, ledger[0]!['refunded'] as bigint]
  expect([paid, refunded]).toEqual([12_051n, -3000n])
  expect(detail.remarks.slice(-3)).toEqual([
    `#交易合计：3笔，商家实收共${yuan(paid)}元，商家优惠共0.00元`,
    `#退款合计：1笔，商家实收退款共${yuan(refunded)}元，商家优惠退款共0.00元`,
    expect.stringMatching(/^#导出时间：\[/),
  ])
  expect(sums.rows).toEqual([
    ['', '', '2', '0', '20.51', '20.51', '0.00', '0.00', '0.00', '0.00', '0.00', '20.51'],
    ['S1', '一店', '1', '1', '70.00', '70.00', '0.00', '0.00', '0.00', '0.00', '0.00', '70.00'],
    ['合计', '', '3', '1', '90.51', '90.51', '0.00', '0.00', '0.00', '0.00', '0.00', '90.51'],
  ])
  expect(total(sums.rows.slice(0, 2), 5)).toBe(paid + refunded)
  expect((await sheets('trade', day().slice(0, 7))).detail.rows).toEqual(detail.rows)
})

test('the account bill holds whatever moved the receipts, and ends at their balance', async () => {
  stand.clock.now += 1000
  const payee = await stand.person(0)
  const transfer = {
    outBizNo: order(),
    transAmount: '5.00',
    orderTitle: '工资',
    payeeInfo: { identity: payee.memberId, identityType: 'ALIPAY_USER_ID' },
  }
  expect(await ask('alipay.fund.trans.uni.transfer', transfer)).toMatchObject({ code: '10000' })
  const { names, detail, sums } = await sheets('signcustomer', day())
  const stem = `${shop.merchantId}0156_${day().replaceAll('-', '')}_账务明细`
  expect(names).toEqual([`${stem}.csv`, `${stem}(汇总).csv`])
  const balance = await stand.received(shop.merchantId)
  const last = detail.rows.at(-1)!
  expect(last.slice(2, 4)).toEqual([transfer.outBizNo, '工资'])
  expect(last.slice(6, 11)).toEqual(['0.00', '-5.00', yuan(balance), '支付宝', '转账'])
  expect(detail.remarks.at(-4)).toBe(`#期初余额：0.00元，期末余额：${yuan(balance)}元`)
  expect(sums.rows.at(-1)).toEqual(['合计', '3', '120.51', '2', '-35.00', yuan(balance)])
})

test('a cancelled payment’s remark is in the file’s language', async () => {
  const other = await stand.open()
  const by = asker(other)
  const { tradeNo } = await sell(stand, other, '7.00')
  expect(await by('alipay.trade.cancel', { tradeNo })).toMatchObject({ action: 'refund' })
  const { rows } = (await sheets('trade', day(), by)).detail
  expect(rows.map((row) => [row[2], row.at(-1)])).toEqual([
    ['交易', ''],
    ['退款', '撤销'],
  ])
})

test('a link is good for thirty seconds, and for nothing but its bill', async () => {
  const answer = await query('trade', day())
  const url = new URL(answer['billDownloadUrl']!)
  const get = (change: Record<string, string>) => {
    const link = new URL(`${url.pathname}${url.search}`, stand.endpoint)
    for (const [name, value] of Object.entries(change)) link.searchParams.set(name, value)
    return fetch(link).then(({ status }) => status)
  }
  expect(await get({})).toBe(200)
  expect(await get({ userId: '20880000000000010156' })).toBe(403)
  expect(await get({ bizDates: '202601' })).toBe(403)
  expect(await get({ bizType: 'signcustomer' })).toBe(403)
  expect(await get({ timestamp: String(stand.clock.now + 1) })).toBe(403)
  expect(await get({ token: 'x' })).toBe(403)
  const now = stand.clock.now
  stand.clock.now = now + 30_000
  expect(await get({})).toBe(200)
  stand.clock.now = now + 30_001
  expect(await get({})).toBe(403)
  stand.clock.now = now
})

test('what cannot be had is refused in Alipay’s words', async () => {
  const refused = async (type: string, date: string, subCode: string) =>
    expect(await query(type, date)).toMatchObject({ code: '40004', subCode })
  await refused('trade', '2020-01-01', 'NO_BILL_DATA')
  await refused('signcustomer', '2020-01', 'NO_BILL_DATA')
  await refused('trade', beijingDay(stand.clock.now + 2 * 86_400_000), 'BILL_NOT_EXIST')
  await refused('trade', '2026-02-30', 'INVAILID_ARGUMENTS')
  await refused('trade', '20260228', 'INVAILID_ARGUMENTS')
  await refused('trade', '', 'INVAILID_ARGUMENTS')
  await refused('card', day(), 'INVAILID_ARGUMENTS')
})

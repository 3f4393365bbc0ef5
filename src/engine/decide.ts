import { agree } from '#fund/agree.ts'
import { capture } from '#fund/capture.ts'
import { freeze } from '#fund/freeze.ts'
import { lapse } from '#fund/lapse.ts'
import { revoke } from '#fund/revoke.ts'
import { transfer } from '#fund/transfer.ts'
import { unfreeze } from '#fund/unfreeze.ts'
import { unreachable } from '#kernel/failure.ts'
import { royalty } from '#settle/royalty.ts'
import { buy } from '#trade/buy.ts'
import { cancel } from '#trade/cancel.ts'
import { close, expire } from '#trade/close.ts'
import type { Command } from '#trade/command.ts'
import { confirm, refuse } from '#trade/confirm.ts'
import { finish } from '#trade/finish.ts'
import { openOrder } from '#trade/open.ts'
import { pay } from '#trade/pay.ts'
import { refund } from '#trade/refund.ts'
import type { Decision, Rules } from '#trade/rules.ts'
import { topup } from '#trade/topup.ts'

import type { Facts } from './facts.ts'

/** (facts, command, now) → (outcome, changes). Pure: no I/O, no clock, no randomness but what `rules` hands in. */
export function decide(facts: Facts, command: Command, rules: Rules): Decision {
  switch (command.kind) {
    case 'pay':
      return pay(facts, command, rules)
    case 'open':
      return openOrder(facts, command, rules)
    case 'buy':
      return buy(facts, command, rules)
    case 'confirm':
      return confirm(facts, command, rules)
    case 'refuse':
      return refuse(facts, command, rules)
    case 'cancel':
      return cancel(facts, command, rules)
    case 'close':
      return close(facts, command, rules)
    case 'refund':
      return refund(facts, command, rules)
    case 'expire':
      return expire(facts, command, rules)
    case 'finish':
      return finish(facts, command, rules)
    case 'topup':
      return topup(facts, command, rules)
    case 'transfer':
      return transfer(facts, command, rules)
    case 'freeze':
      return freeze(facts, command, rules)
    case 'agree':
      return agree(facts, command, rules)
    case 'unfreeze':
      return unfreeze(facts, command, rules)
    case 'revoke':
      return revoke(facts, command, rules)
    case 'lapse':
      return lapse(facts, command, rules)
    case 'capture':
      return capture(facts, command, rules)
    case 'royalty':
      return royalty(facts, command, rules)
    default:
      return unreachable(command)
  }
}

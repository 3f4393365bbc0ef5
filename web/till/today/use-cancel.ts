import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import type { TillResult } from '#wire/till.ts'

import { tillApi } from '../api.ts'
import { useWords } from '../words/words.ts'

/** Cancels an order after a confirmation that says what goes where. A repeat is harmless, so an unknown outcome may be asked again. */
export function useCancelPaid(onDone: (result: TillResult) => void) {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const { modal, message } = App.useApp()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: tillApi.cancel,
    onSuccess: (result) => {
      void message.success(say.cancel.done)
      onDone(result)
    },
    onError: (error) => void message.error(failureWords(asFailure(error)), 8),
    onSettled: () => client.invalidateQueries({ queryKey: ['day'] }),
  })
  return (order: { outTradeNo: string; amount: string }, isOpen = false) =>
    void modal.confirm({
      title: say.cancel.title,
      content: isOpen ? say.cancel.textOpen : say.cancel.text(yuan(order.amount)),
      okText: say.cancel.yes,
      okButtonProps: { danger: true },
      cancelText: say.cancel.no,
      autoFocusButton: 'cancel',
      onOk: () => cancel.mutateAsync(order.outTradeNo).catch(() => undefined),
    })
}

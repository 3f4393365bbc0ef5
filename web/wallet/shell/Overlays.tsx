import { PendingSheet } from '../pending/PendingSheet.tsx'
import { NewsToast } from '../result/NewsToast.tsx'
import { SafetyAlarm } from '../settings/SafetyAlarm.tsx'

/**
 * What may come over any page. Apart from the pages, so that the first page does not wait for a
 * keyboard it may never show.
 */
export function Overlays() {
  return (
    <>
      <PendingSheet />
      <NewsToast />
      <SafetyAlarm />
    </>
  )
}

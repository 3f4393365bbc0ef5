import type { SafetyEvent } from '#wire/event.ts'

import type { Words } from '../words.zh.ts'

/** What happened, and what to do about it. */
export function safetyWords(event: SafetyEvent, words: Words): { title: string; hint: string } {
  const say = words.safety
  const device = event.deviceName ?? '—'
  switch (event.kind) {
    case 'code_reused':
      return {
        title: say.code_reused(event.merchantName ?? say.elsewhere),
        hint: say.code_reusedHint,
      }
    case 'device_added':
      return { title: say.device_added(device), hint: say.device_addedHint }
    case 'device_revoked':
      return { title: say.device_revoked(device), hint: say.device_revokedHint }
  }
}

/** Where something can be done about it. */
export const safetyPath = (event: SafetyEvent) =>
  event.kind === 'code_reused' ? '/settings/limit' : '/settings/devices'

import { describeSettings } from '#config'

import { table } from './language.ts'

/**
 * The settings as lines: name, default, what it is for and may be. `names` picks some of them, in
 * that order.
 */
export function settingsTable(names?: readonly string[]): string {
  const all = describeSettings()
  const chosen = names
    ? names.flatMap((name) => all.filter((setting) => setting.name === name))
    : all
  return table(
    chosen.map((setting) => [
      setting.name,
      setting.default === '' ? '-' : setting.default,
      names ? setting.describe : `${setting.describe} (${setting.allowed})`,
    ]),
  )
}

import type { ConfigProviderProps } from 'antd'
import enGB from 'antd/es/locale/en_GB.js'
import zhCN from 'antd/es/locale/zh_CN.js'

import type { Language } from '#web/ui/language.ts'

type Locale = NonNullable<ConfigProviderProps['locale']>

/** The compiler sees antd as CommonJS, the bundler takes its modules: the locale is the default of one or the thing itself. */
const plain = (loaded: Locale | { default: Locale }) =>
  'default' in loaded ? loaded.default : loaded

export const antdLocale: Record<Language, Locale> = { zh: plain(zhCN), en: plain(enGB) }

import { theme, type ThemeConfig } from 'antd'

import { fontFamily, palette, type Scheme } from './tokens.ts'

/** The same tokens for antd's `ConfigProvider`, on the desks. */
export function antdTheme(scheme: Scheme): ThemeConfig {
  const colours = palette[scheme]
  return {
    algorithm: scheme === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: colours.primary,
      colorSuccess: colours.primary,
      colorInfo: colours.primary,
      colorLink: colours.primary,
      colorWarning: colours.accent,
      colorError: colours.danger,
      colorText: colours.text,
      colorTextSecondary: colours.textSecondary,
      colorTextLightSolid: colours.onPrimary,
      colorBgLayout: colours.page,
      colorBgContainer: colours.card,
      colorBgElevated: colours.card,
      colorBorder: colours.lineStrong,
      colorBorderSecondary: colours.line,
      borderRadius: 10,
      fontFamily,
    },
  }
}

/** Light or dark, as resolved from the person's choice and the system. */
export type Scheme = 'light' | 'dark'

/**
 * The colours of every screen. Text on its ground reaches a contrast of 4.5 (WCAG AA) in both
 * schemes. Green is for what goes on, brass for what asks for attention, red for danger and for
 * nothing else.
 */
export const palette = {
  light: {
    primary: '#0E7C66',
    primaryStrong: '#0B6B58',
    primarySoft: '#E2F1EC',
    onPrimary: '#FFFFFF',
    accent: '#85621A',
    accentSoft: '#FBF3DF',
    coin: '#0E7C66',
    brass: '#D9AE4F',
    danger: '#B3261E',
    dangerSoft: '#FBEAE8',
    text: '#16211D',
    textSecondary: '#56635E',
    textWeak: '#67736E',
    page: '#F4F6F4',
    card: '#FFFFFF',
    sunken: '#EDF1EE',
    line: '#E1E7E3',
    lineStrong: '#C3CEC8',
    hero: 'linear-gradient(150deg, #0F806A 0%, #0A5F4E 100%)',
    onHero: '#FFFFFF',
    onHeroSoft: '#D6ECE4',
    shadow: '0 1px 2px rgba(16, 40, 32, .05), 0 8px 24px rgba(16, 40, 32, .06)',
  },
  dark: {
    primary: '#45C2A0',
    primaryStrong: '#6BD6B7',
    primarySoft: '#15332B',
    onPrimary: '#04211A',
    accent: '#E2BC67',
    accentSoft: '#2E2713',
    coin: '#45C2A0',
    brass: '#E2BC67',
    danger: '#FF8A80',
    dangerSoft: '#3A1D1A',
    text: '#E9EFEC',
    textSecondary: '#A6B3AD',
    textWeak: '#8B9892',
    page: '#0E1412',
    card: '#18201D',
    sunken: '#121A17',
    line: '#26302C',
    lineStrong: '#3C4944',
    hero: 'linear-gradient(150deg, #12473B 0%, #0C2E27 100%)',
    onHero: '#F2FBF7',
    onHeroSoft: '#B9D8CC',
    shadow: '0 1px 2px rgba(0, 0, 0, .4), 0 8px 24px rgba(0, 0, 0, .25)',
  },
} as const satisfies Record<Scheme, Record<string, string>>

export type Palette = (typeof palette)[Scheme]

/**
 * Latin fonts stand first, so that an apostrophe between Latin letters is not drawn a Chinese
 * character wide. `system-ui` ends them: on a Chinese Windows it is a Chinese font, on a Linux
 * without the others it is the one Latin font there is.
 */
export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, ' +
  '"Noto Sans", "Liberation Sans", system-ui, "PingFang SC", ' +
  '"HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Our own custom properties: `--tb-primary`, `--tb-text-secondary`, … */
function ownVariables(colours: Palette): Record<string, string> {
  const pairs = Object.entries(colours).map(([name, value]) => [`--tb-${kebab(name)}`, value])
  return Object.fromEntries(pairs) as Record<string, string>
}

/** antd-mobile reads its theme from custom properties. */
function mobileVariables(colours: Palette): Record<string, string> {
  return {
    '--adm-color-primary': colours.primary,
    '--adm-color-success': colours.primary,
    '--adm-color-warning': colours.accent,
    '--adm-color-danger': colours.danger,
    '--adm-color-highlight': colours.danger,
    '--adm-color-text': colours.text,
    '--adm-color-text-secondary': colours.textSecondary,
    '--adm-color-weak': colours.textWeak,
    '--adm-color-light': colours.textWeak,
    '--adm-color-text-light-solid': colours.onPrimary,
    '--adm-color-border': colours.line,
    '--adm-border-color': colours.line,
    '--adm-color-background': colours.card,
    '--adm-color-box': colours.sunken,
    '--adm-color-fill-content': colours.sunken,
    '--adm-color-wathet': colours.primarySoft,
    '--adm-font-family': fontFamily,
    '--adm-radius-s': '8px',
    '--adm-radius-m': '12px',
    '--adm-radius-l': '16px',
    '--adm-font-size-main': '15px',
  }
}

/** Every custom property of a scheme, for `document.documentElement.style`. */
export const cssVariables = (scheme: Scheme) => ({
  ...ownVariables(palette[scheme]),
  ...mobileVariables(palette[scheme]),
})

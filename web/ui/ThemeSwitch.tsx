import { useLanguage } from './language.ts'
import { setTheme, useScheme } from './theme.ts'

const words = {
  zh: { light: '浅色', dark: '深色' },
  en: { light: 'Light', dark: 'Dark' },
}

/** To the other of light and dark, named in the page's language. */
export function ThemeSwitch() {
  const other = useScheme() === 'dark' ? 'light' : 'dark'
  const say = words[useLanguage()]
  return (
    <button type="button" className="tb-language" onClick={() => setTheme(other)}>
      {say[other]}
    </button>
  )
}

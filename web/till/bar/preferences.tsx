import { GlobalOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button } from 'antd'

import { setLanguage, useLanguage } from '#web/ui/language.ts'
import { setTheme, useScheme } from '#web/ui/theme.ts'

import { useWords } from '../words/words.ts'

/** Language and light or dark, one touch each. */
export function Preferences() {
  const say = useWords()
  const language = useLanguage()
  const scheme = useScheme()
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <>
      <Button
        type="text"
        icon={<GlobalOutlined />}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {say.bar.language}
      </Button>
      <Button
        type="text"
        icon={scheme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        aria-label={say.bar.theme[other]}
        title={say.bar.theme[other]}
        onClick={() => setTheme(other)}
      />
    </>
  )
}

import { LeftOutline } from 'antd-mobile-icons'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { useHeroFrame } from '#web/ui/theme.ts'

import { useWords } from '../words.ts'

interface PageProps {
  title: string
  /** Where “back” leads; without it there is none. */
  back?: string
  right?: ReactNode
  /** What sits at the thumb. */
  foot?: ReactNode
  tone?: 'plain' | 'green'
  children: ReactNode
}

/** A page of the phone: a title, what it is about, and its one act at the bottom. */
export function Page({ title, back, right, foot, tone = 'plain', children }: PageProps) {
  const words = useWords()
  const go = useNavigate()
  useHeroFrame(tone === 'green')
  return (
    <div className={`page page-${tone}`}>
      <header className="page-head">
        <div className="page-side">
          {back && (
            <button
              type="button"
              className="icon-button"
              aria-label={words.back}
              onClick={() => void go(back)}
            >
              <LeftOutline fontSize={22} />
            </button>
          )}
        </div>
        <h1 className="page-title">{title}</h1>
        <div className="page-side page-right">{right}</div>
      </header>
      <main className="page-body">{children}</main>
      {foot && <footer className="page-foot">{foot}</footer>}
    </div>
  )
}

import { useEffect } from 'react'

import { createStore, recall, remember, useStore } from './store.ts'
import { cssVariables, palette, type Scheme } from './tokens.ts'

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const key = 'tongbao.theme'
const systemDark = matchMedia('(prefers-color-scheme: dark)')
const stored = themeChoices.find((choice) => choice === recall(key)) ?? 'system'
const choice = createStore<ThemeChoice>(stored)
const scheme = createStore<Scheme>(resolve(stored))

function resolve(of: ThemeChoice): Scheme {
  if (of !== 'system') return of
  return systemDark.matches ? 'dark' : 'light'
}

function apply(): void {
  const next = resolve(choice.get())
  const page = document.documentElement
  for (const [name, value] of Object.entries(cssVariables(next)))
    page.style.setProperty(name, value)
  page.dataset['theme'] = next
  page.dataset['prefersColorScheme'] = next // antd-mobile's own switch
  page.style.colorScheme = next
  scheme.set(next)
  paintFrame()
}

/** How many pages on show want the browser's frame in the colour of the hero, not of the page. */
let heroes = 0

function paintFrame(): void {
  const { page, hero } = palette[scheme.get()]
  const colour = heroes > 0 ? (/#[0-9A-F]{6}/.exec(hero)?.[0] ?? page) : page
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', colour)
}

/** While it is on show, the browser's frame takes the hero's first colour. */
export function useHeroFrame(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return
    heroes += 1
    paintFrame()
    return () => {
      heroes -= 1
      paintFrame()
    }
  }, [wanted])
}

/**
 * Paints the page in the chosen scheme and follows the system; call once before the first render.
 */
export function startTheme(): void {
  systemDark.addEventListener('change', apply)
  choice.follow(apply)
  apply()
}

/** Chooses light, dark or the system's; kept in this browser. */
export function setTheme(next: ThemeChoice): void {
  remember(key, next === 'system' ? null : next)
  choice.set(next)
}

export const useThemeChoice = () => useStore(choice)
export const useScheme = () => useStore(scheme)

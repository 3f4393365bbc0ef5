import { resolve } from 'node:path'

/** The web apps, each a folder of `web/` with its own `index.html`. */
export const webApps = ['wallet', 'till', 'cashier', 'sms', 'standin', 'home'] as const
export type WebApp = (typeof webApps)[number]

const root = resolve(import.meta.dirname, '..')

/** Where an app is served: the start page at `/`, the others below their own name. */
export const basePath = (app: WebApp) => (app === 'home' ? '/' : `/${app}/`)
export const outFolder = (app: WebApp) => resolve(root, 'dist/web', app)

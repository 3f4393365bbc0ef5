import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type InlineConfig, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

import { basePath, outFolder, webApps, type WebApp } from './web/apps.ts'

const root = import.meta.dirname

/**
 * The wallet's service worker keeps the whole shell, so that a code can be shown in a cellar. A new
 * version waits until the page asks for it: it must never reload a page that is showing a code.
 */
const walletWorker = (): PluginOption =>
  VitePWA({
    strategies: 'generateSW',
    registerType: 'prompt',
    injectRegister: false,
    scope: '/wallet/',
    manifest: {
      id: '/wallet/',
      name: '通宝 Tongbao',
      short_name: '通宝',
      description:
        '通宝钱包：不联网也能付款 · Pay by a code that your phone makes without a network',
      lang: 'zh-CN',
      start_url: '/wallet/',
      display: 'standalone',
      orientation: 'portrait',
      background_color: '#F4F6F4',
      theme_color: '#0E7C66',
      icons: [
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
      shortcuts: [
        { name: '付款 Pay', url: '/wallet/pay' },
        { name: '扫一扫 Scan', url: '/wallet/scan' },
      ],
    },
    includeManifestIcons: false,
    workbox: {
      globPatterns: ['**/*.{html,js,css,webmanifest}', 'icons/{logo.svg,icon-192.png}'],
      navigateFallback: '/wallet/index.html',
      cleanupOutdatedCaches: true,
      inlineWorkboxRuntime: true,
    },
  })

/** What every page begins with is written once: a page names the files of `web/ui` that belong in it. */
const sharedParts = (): PluginOption => ({
  name: 'shared-parts',
  transformIndexHtml: {
    order: 'pre',
    handler: (page) =>
      page.replace(/^( *)<!-- (ui\/\w+\.html) -->/gm, (_, indent: string, part: string) =>
        readFileSync(resolve(root, 'web', part), 'utf8')
          .trimEnd()
          .replaceAll(/^/gm, indent),
      ),
  },
})

/** The build of one app: hashed assets, its own base path, its own folder under `dist/web`. */
export function appConfig(app: WebApp): InlineConfig {
  return {
    configFile: false,
    root: resolve(root, 'web', app),
    base: basePath(app),
    publicDir: resolve(root, 'web/ui/public'),
    plugins: [react(), sharedParts(), ...(app === 'wallet' ? [walletWorker()] : [])],
    build: {
      outDir: outFolder(app),
      emptyOutDir: true,
      target: 'es2022',
      reportCompressedSize: false,
      chunkSizeWarningLimit: 900,
    },
  }
}

/** `vite --mode wallet` serves one app while it is worked on. */
export default defineConfig(({ mode }) => {
  const app = webApps.find((name) => name === mode) ?? 'wallet'
  const { configFile: _, ...config } = appConfig(app)
  return { ...config, server: { proxy: { '/api': 'http://localhost:8080' } } }
})

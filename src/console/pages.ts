import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Http } from '#kernel/http.ts'

import { missingPage } from './missing-page.ts'

const folderDefault = fileURLToPath(new URL('../../dist/web/', import.meta.url))

/** The pages below a name of their own; the start page is at `/`. */
const apps = ['wallet', 'till', 'cashier', 'sms', 'standin'] as const

/** What browsers ask for by themselves at addresses that name no icon; a PNG is one to all of them. */
const coin = 'icons/favicon-32.png'

type Pages = { webFolder: string | undefined; caPem: string | undefined }

/**
 * Serves the built pages, each app's `index.html` for every address within it, the coin as `/favicon.ico`, and `/ca.crt`. A browser
 * that asks for a page that is not there gets one that says so.
 */
export function addPages(http: Http, { webFolder = folderDefault, caPem }: Pages): void {
  if (caPem !== undefined) {
    http.get('/ca.crt', (_, reply) =>
      reply
        .type('application/x-x509-ca-cert')
        .header('content-disposition', 'attachment; filename="tongbao-ca.crt"')
        .send(caPem),
    )
  }
  // Any root serves to register the plugin; each route below names the file and its folder itself.
  void http.register(fastifyStatic, { root: webFolder, serve: false })
  for (const app of apps) {
    const folder = join(webFolder, app)
    http.get(`/${app}`, (_, reply) => reply.redirect(`/${app}/`, 308))
    http.get<{ Params: { '*': string } }>(`/${app}/*`, (request, reply) =>
      sendPage(request, reply, { folder, path: request.params['*'] }),
    )
  }
  const home = join(webFolder, 'home')
  http.get('/favicon.ico', (request, reply) =>
    isFile(home, coin) ? sendFile(reply, home, coin) : sayMissing(request, reply),
  )
  http.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const path = request.params['*']
    if (path.startsWith('api/')) return reply.callNotFound()
    const file = path === '' ? 'index.html' : path
    return isFile(home, file) ? sendFile(reply, home, file) : sayMissing(request, reply)
  })
}

/** A file of the app, or its page: addresses within an app are the page's own affair. A missing asset is missing. */
function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, path }: { folder: string; path: string },
): FastifyReply {
  if (path !== '' && isFile(folder, path)) return sendFile(reply, folder, path)
  const isAddress = !path.startsWith('assets/') && !/\.\w+$/.test(path)
  if (isAddress && isFile(folder, 'index.html')) return sendFile(reply, folder, 'index.html')
  return sayMissing(request, reply)
}

/** There is nothing here: as a page to who reads pages, as JSON to everybody else. */
function sayMissing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.headers.accept?.includes('text/html') !== true) {
    reply.callNotFound()
    return reply
  }
  return reply
    .code(404)
    .headers({ 'cache-control': 'no-store', vary: 'accept' })
    .type('text/html; charset=utf-8')
    .send(missingPage)
}

const isFile = (folder: string, path: string): boolean =>
  !/\0|\.\./.test(path) && /\.\w+$/.test(path) && existsSync(join(folder, path))

/** Assets carry a hash of their content in their names and never change; everything else is asked for anew. */
function sendFile(reply: FastifyReply, folder: string, path: string): FastifyReply {
  const hashed = /^assets\/.+-[\w-]{8}\.\w+$/.test(path)
  return reply
    .header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .sendFile(path, folder, { cacheControl: false })
}

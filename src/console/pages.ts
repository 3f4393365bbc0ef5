import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'

import type { Http } from '#kernel/http.ts'

const folderDefault = fileURLToPath(new URL('../../dist/web/', import.meta.url))

/** The pages below a name of their own; the start page is at `/`. */
const apps = ['wallet', 'till', 'cashier', 'sms'] as const

type Pages = { webFolder: string | undefined; caPem: string | undefined }

/** Serves the built pages, each app's `index.html` for every address within it, and `/ca.crt`. */
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
      sendPage(reply, folder, request.params['*']),
    )
  }
  http.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const path = request.params['*']
    if (path.startsWith('api/')) return reply.callNotFound()
    const file = path === '' ? 'index.html' : path
    return isFile(join(webFolder, 'home'), file)
      ? sendFile(reply, join(webFolder, 'home'), file)
      : reply.callNotFound()
  })
}

/** A file of the app, or its page: addresses within an app are the page's own affair. A missing asset is missing. */
function sendPage(reply: FastifyReply, folder: string, path: string): FastifyReply {
  if (path !== '' && isFile(folder, path)) return sendFile(reply, folder, path)
  const isAddress = !path.startsWith('assets/') && !/\.\w+$/.test(path)
  if (isAddress && isFile(folder, 'index.html')) return sendFile(reply, folder, 'index.html')
  reply.callNotFound()
  return reply
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

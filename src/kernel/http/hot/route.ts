import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifySchema } from 'fastify'
import type { Static, TSchema } from 'typebox'

import type { Failure } from '../../failure.ts'
import type { Http } from '../../http.ts'
import type { Load } from '../load.ts'
import { readJson } from '../read-json.ts'

/** What the handler of a hot route sees of a request, whichever way it came. */
export type HotRequest<B = unknown> = {
  /** The trace id. */
  id: string
  /** Of the caller, as far as it is known. */
  ip: string
  cookies: Record<string, string | undefined>
  body: B
}

/** A route as the short way answers it. */
export type HotRoute = {
  path: string
  busy: Failure
  /** The body as the schema has it, and cookies; undefined where something does not fit: the usual way says what. */
  read: (
    body: Buffer,
    cookie: string | undefined,
  ) => Pick<HotRequest, 'body' | 'cookies'> | undefined
  /** Resolves to the answer's JSON. Rejects as handlers do. */
  handle: (request: HotRequest) => Promise<string>
}

/** The routes that have a short way, by the first line of their requests, and what counts those under way. */
export type Hot = { load: Load; routes: Map<string, HotRoute> }

export const createHot = (load: Load): Hot => ({ load, routes: new Map() })

export type HotOptions<Body extends TSchema, Value extends TSchema> = {
  path: string
  summary: string
  tags: string[]
  body: Body
  result: Value
  /** What a newcomer is told for whom there is no time. */
  busy: Failure
}

/** Declares a route that is asked so often that it is answered by the short way too: by the same schemas and the same handler. */
export function addHotRoute<Body extends TSchema, Value extends TSchema>(
  http: Http,
  { load, routes }: Hot,
  { path, summary, tags, body, result, busy }: HotOptions<Body, Value>,
  handle: (request: HotRequest<Static<Body>>) => Promise<Static<Value>>,
): void {
  load.guard(`POST ${path}`, busy)
  const schema: FastifySchema = { tags, summary, body, response: { 200: result } }
  http.route({
    method: 'POST',
    url: path,
    schema,
    onRequest: (_, reply, done) => {
      // It comes once, after the answer or without one.
      reply.raw.once('close', load.enter())
      done()
    },
    handler: (request) => handle(request as HotRequest<Static<Body>>),
  })
  const where = { method: 'POST', url: path }
  const check = TypeBoxValidatorCompiler({ ...where, schema: body, httpPart: 'body' })
  // Fastify makes its compiler when it is ready, and requests come only then.
  let write: ((value: unknown) => string) | undefined
  const writer = () => http.serializerCompiler?.({ ...where, schema: result, httpStatus: '200' })
  routes.set(`POST ${path} HTTP/1.1`, {
    path,
    busy,
    read(bytes, cookie) {
      try {
        const checked = check(readJson(bytes)) as { value: unknown } | { error: unknown }
        if ('error' in checked) return undefined
        return { body: checked.value, cookies: cookie ? http.parseCookie(cookie) : {} }
      } catch {
        return undefined
      }
    },
    async handle(request) {
      const value = await handle(request as HotRequest<Static<Body>>)
      write ??= writer() ?? JSON.stringify
      return write(value)
    },
  })
}

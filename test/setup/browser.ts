import type { Http } from '#kernel/http.ts'

export type Reply<T> = { status: number; body: T; headers: Record<string, string> }

/** Speaks to the server as a browser does: keeps cookies, sends JSON from the same origin. */
export type Browser = {
  cookies: Map<string, string>
  get: <T = Loose>(path: string) => Promise<Reply<T>>
  post: <T = Loose>(path: string, body?: object, headers?: Headers) => Promise<Reply<T>>
  put: <T = Loose>(path: string, body: object, headers?: Headers) => Promise<Reply<T>>
  patch: <T = Loose>(path: string, body: object) => Promise<Reply<T>>
  delete: <T = Loose>(path: string) => Promise<Reply<T>>
  cookieHeader: () => string
}

type Headers = Record<string, string>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

// oxlint-disable-next-line typescript/no-explicit-any -- Tests look into replies freely.
type Loose = any

export function openBrowser(http: Http): Browser {
  const cookies = new Map<string, string>()
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  async function call<T>(method: Method, url: string, body?: object, more: Headers = {}) {
    const reply = await http.inject({
      method,
      url,
      headers: { cookie: cookieHeader(), 'sec-fetch-site': 'same-origin', ...more },
      ...(body !== undefined && { payload: body }),
    })
    for (const { name, value } of reply.cookies) {
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = reply.body
    return {
      status: reply.statusCode,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      headers: reply.headers as Headers,
    }
  }

  return {
    cookies,
    cookieHeader,
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
  }
}

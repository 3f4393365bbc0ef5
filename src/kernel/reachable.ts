import { namesOfMachine } from './tls.ts'

/**
 * The host by which others reach a server that listens on `host`, as a URL writes it: where it listens on all
 * addresses, the first of this machine that is not its own to itself.
 */
export function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host
  const outside = namesOfMachine().find((name) => /^\d/.test(name) && !name.startsWith('127.'))
  return outside ?? '127.0.0.1'
}

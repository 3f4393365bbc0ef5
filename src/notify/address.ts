import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that lead into the operator's own networks: a notification there could reach what is not public. */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  // IPv4 in another dress: NAT64 and 6to4.
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const) {
  inside.addSubnet(net, bits, 'ipv6')
}

/** True for loopback, private, link-local and other addresses that are not on the public Internet. */
export function isInside(address: string): boolean {
  const family = isIP(address)
  // BlockList checks ::ffff:10.0.0.1 against the IPv4 rules itself.
  return family === 0 || inside.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

export class InsideAddress extends Error {
  constructor(host: string) {
    super(`${host} is an address inside; set TONGBAO_NOTIFY_PRIVATE to allow it`)
  }
}

/** Resolves names like the system does and refuses inside addresses at the moment of connecting, so that no name can change its mind. */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    const bad = addresses.find(({ address }) => isInside(address))
    if (bad) return done(new InsideAddress(host), [])
    const first = addresses[0]
    if (options.all || !first) return done(null, addresses)
    return done(null, first.address, first.family)
  })
}

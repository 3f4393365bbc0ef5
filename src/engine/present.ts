import { mac, type Keyring } from '#kernel/keys.ts'
import { split, stepAt, stepMs, type CodeFormat } from '#paycode/derive.ts'
import { candidates, match, staleCandidates, type Candidate } from '#paycode/resolve.ts'
import type { CodeCommand } from '#trade/command.ts'

import { genuine, type DeviceFact, type Facts, type Presented } from './facts.ts'

export type Codes = { keyring: Keyring; format: CodeFormat }

/** Telling how old an unknown code is takes some sixty FF1 runs; one batch affords this many. */
const staleLookupsMax = 8

/**
 * Finds out what each presented code is and puts it into `facts.presented`. `findDevices` asks the database: once for the codes of
 * now, and once more when some code was nobody's, to tell a stale code from a foreign one.
 */
export async function presentCodes(
  commands: readonly CodeCommand[],
  facts: Facts,
  codes: Codes,
  now: number,
  findDevices: (candidates: readonly Candidate[]) => Promise<Map<bigint, DeviceFact>>,
): Promise<void> {
  const { keyring, format } = codes
  const put = (command: CodeCommand, code: Presented) =>
    facts.presented.set(command, { mac: mac(keyring, command.code), code })
  const wellFormed: CodeCommand[] = []
  for (const command of commands) {
    const parts = split(format, command.code)
    if (typeof parts === 'string') put(command, { kind: 'malformed', why: parts })
    else wellFormed.push(command)
  }
  const lookUp = async (shown: readonly CodeCommand[], resolve: typeof candidates) => {
    const resolved = resolve(keyring, format, codesOf(shown), now)
    const devices = await findDevices(resolved.flat())
    return shown.map((command, at) => ({
      command,
      found: identify(codes, command.code, resolved[at] ?? [], devices),
    }))
  }
  if (wellFormed.length === 0) return
  const unknown: CodeCommand[] = []
  for (const { command, found } of await lookUp(wellFormed, candidates)) {
    put(command, found ?? { kind: 'unknown' })
    if (!found && unknown.length < staleLookupsMax) unknown.push(command)
  }
  if (unknown.length === 0) return
  for (const { command, found } of await lookUp(unknown, staleCandidates)) {
    if (found?.kind !== 'match') continue
    const ageSeconds = Math.round((now - (found.step + 1) * stepMs) / 1000)
    const early = found.step > stepAt(now)
    put(command, {
      ...found,
      kind: 'stale',
      ageSeconds: early ? -1 * (found.step - stepAt(now)) * 60 : ageSeconds,
    })
  }
}

const codesOf = (commands: readonly CodeCommand[]): string[] => commands.map(({ code }) => code)

/** The candidate whose one-time part fits; else a miss against the first known device; undefined when all are strangers. */
function identify(
  { keyring, format }: Codes,
  code: string,
  made: readonly Candidate[],
  devices: Map<bigint, DeviceFact>,
): Presented | undefined {
  let missed: Presented | undefined
  for (const candidate of made) {
    const device = devices.get(candidate.deviceNo)
    if (!device) continue
    const matched = match(keyring, format, { candidate, device, code, contexts: [''] })
    if (matched) return { kind: 'match', ...genuine(device, candidate.step, matched.n) }
    missed ??= { kind: 'miss', deviceNo: candidate.deviceNo, step: candidate.step }
  }
  return missed
}

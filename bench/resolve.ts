// How many payment codes one core resolves in a second. Prints JSON. Run: node bench/resolve.ts [seconds a measure]
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { compose, defaultFormat, otpSync, stepAt, stepMs } from '#paycode/derive.ts'
import { handlesFor, handlesMax, seedOf } from '#paycode/issue.ts'
import { candidates, match, staleCandidates } from '#paycode/resolve.ts'

const secondsEach = Number(process.argv[2] ?? 1)
const keyring = parseKeyring(freshKeyringText())
const format = defaultFormat
const nowMs = Date.UTC(2026, 0, 1)

/** A thousand payers, each with a code of another n and of one of the three live steps. */
const shown = Array.from({ length: 1000 }, (_, index) => {
  const device = { deviceNo: BigInt(index) * 7_654_321n, generation: 1, seedKeyId: 'k1' }
  const step = stepAt(nowMs) + (index % 3) - 1
  const [handle = ''] = handlesFor(keyring, format, { ...device, firstStep: step, count: 1 })
  const otp = otpSync(seedOf(keyring, device), step, index % 8, '', format.otpDigits)
  return { device, step, code: compose(format, handle, otp) }
})
const devices = new Map(shown.map(({ device }) => [device.deviceNo, device]))
const contexts = ['']

function perSecond(work: (index: number) => unknown): number {
  for (let index = 0; index < 200; index++) work(index)
  const endMs = performance.now() + secondsEach * 1000
  let count = 0
  while (performance.now() < endMs) work(count++)
  return Math.round(count / secondsEach)
}

const at = (index: number) => shown[index % shown.length]!

/** As many codes as a loaded engine has in one batch, and how many of them resolve. */
const batchSize = 100

function resolve(from: number, count: number): number {
  const batch = Array.from({ length: count }, (_, index) => at(from + index))
  const codes = batch.map(({ code }) => code)
  return candidates(keyring, format, codes, nowMs).filter((made, index) =>
    made.some((candidate) => {
      const device = devices.get(candidate.deviceNo)
      const code = codes[index] ?? ''
      return device && match(keyring, format, { candidate, device, code, contexts })
    }),
  ).length
}
if (resolve(0, shown.length) !== shown.length) throw new Error('a code did not resolve')

const firstStep = stepAt(nowMs)
const codesFrom = (from: number) =>
  Array.from({ length: batchSize }, (_, index) => at(from + index).code)
const result = {
  node: process.version,
  unit: 'operations per second on one core',
  candidates: batchSize * perSecond((from) => candidates(keyring, format, codesFrom(from), nowMs)),
  match: perSecond((index) => {
    const { device, step, code } = at(index)
    const candidate = { deviceNo: device.deviceNo, step }
    return match(keyring, format, { candidate, device, code, contexts })
  }),
  whole: batchSize * perSecond((from) => resolve(from, batchSize)),
  wholeAlone: perSecond((index) => resolve(index, 1)),
  seed: perSecond((index) => seedOf(keyring, at(index).device)),
  stale: perSecond((index) => staleCandidates(keyring, format, [at(index).code], nowMs + stepMs)),
  handles72h: perSecond((index) =>
    handlesFor(keyring, format, { ...at(index).device, firstStep, count: handlesMax }),
  ),
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)

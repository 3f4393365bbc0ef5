import { createStore, recall, remember, useStore } from '#web/ui/store.ts'

export type Sound = 'paid' | 'waiting' | 'failed' | 'attention'

/** [frequency in Hz, start and length in seconds, shape]. Up is good, down is bad; told apart without looking. */
type Tone = [hertz: number, from: number, length: number, shape: OscillatorType]
const tunes: Record<Sound, Tone[]> = {
  paid: [
    [880, 0, 0.14, 'sine'],
    [1319, 0.13, 0.32, 'sine'],
  ],
  waiting: [
    [587, 0, 0.08, 'triangle'],
    [587, 0.2, 0.08, 'triangle'],
  ],
  failed: [
    [233, 0, 0.22, 'square'],
    [175, 0.24, 0.38, 'square'],
  ],
  attention: [[466, 0, 0.16, 'triangle']],
}
const loudness: Record<OscillatorType, number> = {
  sine: 0.5,
  triangle: 0.5,
  square: 0.16,
  sawtooth: 0.16,
  custom: 0.16,
}

const key = 'tongbao.till.muted'
const muted = createStore(recall(key) === '1')
let context: AudioContext | undefined

/** Browsers play nothing before the first gesture; call this in one (a key, a click). */
export function unlockSound(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

export function playSound(sound: Sound): void {
  if (muted.get()) return
  unlockSound()
  for (const tone of tunes[sound]) playTone(tone)
}

function playTone([hertz, from, length, shape]: Tone): void {
  if (!context) return
  const start = context.currentTime + from
  const wave = context.createOscillator()
  const volume = context.createGain()
  wave.type = shape
  wave.frequency.value = hertz
  // A ramp at both ends: a square cut clicks.
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(loudness[shape], start + 0.012)
  volume.gain.exponentialRampToValueAtTime(0.001, start + length)
  wave.connect(volume).connect(context.destination)
  wave.start(start)
  wave.stop(start + length + 0.02)
}

export function toggleMuted(): void {
  const next = !muted.get()
  remember(key, next ? '1' : null)
  muted.set(next)
}

export const useMuted = () => useStore(muted)

/**
 * Two short rising notes, and a tap of the phone. Browsers that forbid sound before a touch stay
 * silent.
 */
export function cheer(): void {
  navigator.vibrate?.([30, 60, 30])
  try {
    const audio = new AudioContext()
    const volume = audio.createGain()
    volume.connect(audio.destination)
    volume.gain.setValueAtTime(0.12, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.45)
    for (const [hertz, after] of [
      [784, 0],
      [1175, 0.12],
    ] as const) {
      const note = audio.createOscillator()
      note.frequency.value = hertz
      note.connect(volume)
      note.start(audio.currentTime + after)
      note.stop(audio.currentTime + after + 0.3)
      note.onended = () => void (after > 0 && audio.close())
    }
  } catch {
    // A phone without sound still shows the result.
  }
}

/** Wakes who waits; a ring while nobody waits is kept for the next. */
export class Bell {
  #rung = false
  #wake: (() => void) | undefined

  ring = (): void => {
    this.#rung = true
    this.#wake?.()
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, ms)
        this.#wake = () => {
          clearTimeout(timer)
          wake()
        }
      })
    }
    this.#rung = false
    this.#wake = undefined
  }
}

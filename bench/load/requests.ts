const pieceBytes = 2 ** 20

/** Where the next request begins: the same rule fills the pieces and reads them. */
class Cursor {
  piece = 0
  #at = 0

  move(length: number): number {
    if (this.#at + length > pieceBytes) {
      this.piece++
      this.#at = 0
    }
    const from = this.#at
    this.#at += length
    return from
  }
}

/**
 * Requests that are ready to be sent, in the order in which they were added. They lie in a few large pieces of memory: the garbage
 * collector would visit hundreds of thousands of small ones in the middle of a round.
 */
export class Requests {
  readonly #pieces: Buffer[] = []
  readonly #lengths: number[] = []
  readonly #added = new Cursor()
  readonly #taken = new Cursor()
  #next = 0

  /** Throws where a request is larger than a piece, a mebibyte. */
  add(request: Buffer): void {
    if (request.length > pieceBytes) throw new Error(`a request of ${request.length} bytes`)
    const at = this.#added.move(request.length)
    const piece = (this.#pieces[this.#added.piece] ??= Buffer.allocUnsafeSlow(pieceBytes))
    request.copy(piece, at)
    this.#lengths.push(request.length)
  }

  get count(): number {
    return this.#lengths.length
  }

  /** The next request; undefined when all were taken. */
  take(): Buffer | undefined {
    const length = this.#lengths[this.#next]
    if (length === undefined) return undefined
    this.#next++
    const at = this.#taken.move(length)
    return this.#pieces[this.#taken.piece]!.subarray(at, at + length)
  }
}

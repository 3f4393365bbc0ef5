export type Frame = { id: string; event: string; data: Record<string, unknown> }

/** A client of an event stream that keeps every frame it got. */
export type Follower = {
  status: number
  frames: Frame[]
  /** Frames of events, `hello` left out. */
  events: () => Frame[]
  /** Resolves when this holds, or throws after five seconds. */
  until: (holds: (frames: Frame[]) => boolean) => Promise<void>
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>
  close: () => void
}

/** Opens a stream as a browser does; `after` goes as the header that an EventSource sends when it comes back. */
export async function follow(
  url: string,
  options: { cookie: string; after?: string },
): Promise<Follower> {
  const abort = new AbortController()
  const { cookie, after } = options
  const headers = { cookie, ...(after !== undefined && { 'last-event-id': after }) }
  const reply = await fetch(url, { headers, signal: abort.signal })
  const frames: Frame[] = []
  const read = async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of reply.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      frames.push(...parts.filter((part) => !part.startsWith(':')).map(parse))
    }
  }
  const ended = read().catch(() => undefined)
  return {
    status: reply.status,
    frames,
    events: () => frames.filter((frame) => frame.event !== 'hello'),
    async until(holds) {
      for (let waitedMs = 0; !holds(frames); waitedMs += 10) {
        if (waitedMs > 5000) throw new Error(`in vain: ${JSON.stringify(frames)}`)
        await new Promise((resume) => setTimeout(resume, 10))
      }
    },
    ended,
    close: () => abort.abort(),
  }
}

function parse(text: string): Frame {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? ''
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) }
}

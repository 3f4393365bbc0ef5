import { expect, test } from 'vitest'

import { readFrames, type Frame } from '../../src/command/phone/frames.ts'

async function read(chunks: readonly Uint8Array[]): Promise<Frame[]> {
  const frames: Frame[] = []
  const body = new ReadableStream<Uint8Array>({
    start: (out) => {
      for (const chunk of chunks) out.enqueue(chunk)
      out.close()
    },
  })
  for await (const frame of readFrames(body)) frames.push(frame)
  return frames
}

test('frames are read wherever the network cuts them', async () => {
  const text =
    'event: hello\ndata: {"serverTime":1}\n\n: still here\n\nid: 7\r\nevent: paid\r\ndata: {"店":"茶"}\r\n\r\n' +
    'id: 8\ndata: a\ndata: b\n\nid: 9\ndata: cut'
  const bytes = new TextEncoder().encode(text)
  const wanted = [
    { id: '', event: 'hello', data: '{"serverTime":1}' },
    { id: '7', event: 'paid', data: '{"店":"茶"}' },
    { id: '8', event: 'message', data: 'a\nb' },
  ]
  expect(await read([bytes])).toEqual(wanted)
  expect(await read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(wanted)
})

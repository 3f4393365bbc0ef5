import { Button } from 'antd'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { useWords } from '../words/words.ts'
import { closeCamera, openCamera, troubleOf, type CameraTrouble } from './open.ts'
import { loadReader, readFrame } from './read.ts'

/** Eight frames a second: quick to the eye, light on the machine. */
const frameMillis = 125
/** The same code is not read out again within this time. */
const repeatMillis = 3000

function frameOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  if (video.readyState < video.HAVE_CURRENT_DATA || video.videoWidth === 0) return null
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(video, 0, 0)
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null
}

type Props = { onRead: (text: string) => void }

/** Watches the camera while mounted and gives what it reads. Trying again starts all anew. */
export default function Camera({ onRead }: Props) {
  const [attempt, setAttempt] = useState(0)
  return <Watch key={attempt} onRead={onRead} onRetry={() => setAttempt(attempt + 1)} />
}

function Watch({ onRead, onRetry }: Props & { onRetry: () => void }) {
  const say = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<'starting' | 'on' | CameraTrouble>('starting')
  const read = useEffectEvent(onRead)

  useEffect(() => {
    const canvas = document.createElement('canvas')
    let stream: MediaStream | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let over = false
    let last = { text: '', at: 0 }

    const look = async () => {
      const began = performance.now()
      const frame = video.current && frameOf(video.current, canvas)
      const text = frame && (await readFrame(frame))
      if (over) return
      if (text && (text !== last.text || began - last.at > repeatMillis)) {
        last = { text, at: began }
        read(text)
      }
      timer = setTimeout(look, Math.max(10, frameMillis - (performance.now() - began)))
    }

    const begin = async () => {
      stream = await openCamera()
      if (over) return closeCamera(stream)
      await loadReader()
      if (over || !video.current) return
      video.current.srcObject = stream
      await video.current.play()
      setState('on')
      await look()
    }

    begin().catch((error: unknown) => over || setState(troubleOf(error)))
    return () => {
      over = true
      clearTimeout(timer)
      if (stream) closeCamera(stream)
    }
  }, [])

  const trouble = state !== 'on' && state !== 'starting'
  return (
    <div className="till-camera" data-testid="till-camera-view" data-state={state}>
      <video ref={video} playsInline muted hidden={trouble} />
      {!trouble && <span className="till-camera-frame" aria-hidden />}
      <p role="status">{state === 'on' ? say.camera.aim : say.camera[state]}</p>
      {trouble && <Button onClick={onRetry}>{say.camera.retry}</Button>}
    </div>
  )
}

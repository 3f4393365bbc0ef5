import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'

import { closeCamera, openCamera, troubleOf, type CameraTrouble } from './open.ts'
import { loadReader, readCode } from './read.ts'

/** Eight frames a second: quick to the eye, light on the machine. */
const frameMillis = 125
/** The same code is not read out again within this time. */
const repeatMillis = 3000

export type CameraState = 'starting' | 'on' | CameraTrouble

function frameOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  if (video.readyState < video.HAVE_CURRENT_DATA || video.videoWidth === 0) return null
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(video, 0, 0)
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null
}

/**
 * Watches the camera while mounted and gives what it reads: the text of Code 128 and QR codes. To
 * try again after a trouble, mount anew.
 */
export function useCamera(onRead: (text: string) => void): {
  video: RefObject<HTMLVideoElement | null>
  state: CameraState
} {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<CameraState>('starting')
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
      const text = frame && (await readCode(frame))
      if (over) return
      if (text && (text !== last.text || began - last.at > repeatMillis)) {
        last = { text, at: began }
        read(text)
      }
      timer = setTimeout(() => void look(), Math.max(10, frameMillis - (performance.now() - began)))
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

  return { video, state }
}

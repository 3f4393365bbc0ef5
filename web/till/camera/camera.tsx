import { Button } from 'antd'
import { useState } from 'react'

import { useCamera } from '#web/ui/camera/use-camera.ts'

import { useWords } from '../words/words.ts'

type Props = { onRead: (text: string) => void }

/** Watches the camera while mounted and gives what it reads. Trying again starts all anew. */
export default function Camera({ onRead }: Props) {
  const [attempt, setAttempt] = useState(0)
  return <Watch key={attempt} onRead={onRead} onRetry={() => setAttempt(attempt + 1)} />
}

function Watch({ onRead, onRetry }: Props & { onRetry: () => void }) {
  const say = useWords()
  const { video, state } = useCamera(onRead)
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

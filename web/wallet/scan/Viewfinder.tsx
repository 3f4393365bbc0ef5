import { Button } from 'antd-mobile'
import { CameraOutline } from 'antd-mobile-icons'
import { useState } from 'react'

import { useCamera } from '#web/ui/camera/use-camera.ts'

import { useWords } from '../words.ts'

interface ViewfinderProps {
  onRead: (text: string) => void
  /** What was read is being looked at. */
  busy: boolean
}

/** The camera’s picture with a frame to aim by. Trying again starts all anew. */
export function Viewfinder(props: ViewfinderProps) {
  const [attempt, setAttempt] = useState(0)
  return <Watch key={attempt} {...props} onRetry={() => setAttempt(attempt + 1)} />
}

function Watch({ onRead, busy, onRetry }: ViewfinderProps & { onRetry: () => void }) {
  const words = useWords().scan
  const { video, state } = useCamera(onRead)
  const trouble = state !== 'on' && state !== 'starting'
  const says = state === 'on' ? (busy ? words.looking : words.aim) : words.camera[state]
  return (
    <div
      className={`viewfinder ${trouble ? 'viewfinder-trouble' : ''}`}
      data-state={state}
      data-testid="scan-camera"
    >
      {trouble && <CameraOutline fontSize={32} />}
      <video ref={video} playsInline muted hidden={trouble} />
      {!trouble && <span className="viewfinder-frame" data-on={state === 'on'} aria-hidden />}
      <p role="status">{says}</p>
      {trouble && state !== 'none' && state !== 'insecure' && (
        <Button size="small" shape="rounded" onClick={onRetry}>
          {words.camera.retry}
        </Button>
      )}
    </div>
  )
}

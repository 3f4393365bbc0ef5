export type CameraTrouble = 'insecure' | 'refused' | 'none' | 'busy' | 'broken'

const troubles: Record<string, CameraTrouble> = {
  NotAllowedError: 'refused',
  SecurityError: 'insecure',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

export const troubleOf = (error: unknown): CameraTrouble =>
  (error instanceof DOMException && troubles[error.name]) || 'broken'

/** Opens the camera at the back where there is one. Throws DOMException with the browser's reason. */
export async function openCamera(): Promise<MediaStream> {
  if (!isSecureContext) throw new DOMException('https is needed', 'SecurityError')
  if (!navigator.mediaDevices) throw new DOMException('no camera', 'NotFoundError')
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  })
}

export const closeCamera = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop()
}

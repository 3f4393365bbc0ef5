import { correction, generate } from 'lean-qr'
import { toSvgPath } from 'lean-qr/extras/svg'
import { useMemo } from 'react'

/** The quiet zone that the standard asks for, in modules. */
const quietModules = 4

type Props = {
  text: string
  /** What it is, for those who hear the page. */
  label: string
  testId: string
  /** CSS pixels that it may take, quiet zone included; without them its frame says how large it is. */
  pxMax?: number
}

/** A QR code, black on white in any theme: scanners read nothing else. */
export function QrCode({ text, label, testId, pxMax }: Props) {
  const code = useMemo(() => generate(text, { minCorrectionLevel: correction.M }), [text])
  const size = code.size + 2 * quietModules
  const side = pxMax === undefined ? undefined : wholePixels(size, pxMax)
  return (
    <svg
      width={side}
      height={side}
      viewBox={`${-quietModules} ${-quietModules} ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      data-testid={testId}
    >
      <rect x={-quietModules} y={-quietModules} width={size} height={size} fill="#fff" />
      <path d={toSvgPath(code)} fill="#000" />
    </svg>
  )
}

/** Whole device pixels: modules of uneven widths are what scanners fail on. */
function wholePixels(modules: number, pxMax: number): number {
  const ratio = devicePixelRatio || 1
  return (modules * Math.max(1, Math.floor((pxMax * ratio) / modules))) / ratio
}

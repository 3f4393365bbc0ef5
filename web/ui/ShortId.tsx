import { Copy } from './Copy.tsx'

const lengthMax = 20
const [headLength, tailLength] = [9, 6]

/** A long id as its two ends, the whole of it on hover and on the clipboard. A short one stays as it is. */
export function ShortId({ text, label }: { text: string; label: string }) {
  const long = text.length > lengthMax
  const shown = long ? `${text.slice(0, headLength)}…${text.slice(-tailLength)}` : text
  return (
    <span className="tb-short-id">
      <bdi title={long ? text : undefined}>{shown}</bdi> <Copy text={text} label={label} />
    </span>
  )
}

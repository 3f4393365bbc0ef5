import { Fragment } from 'react'

const groupSize = 4

/**
 * A long number, such as the 28 digits of a trade: digits in groups of four, which a line ends
 * between, lines of like length. The gaps are drawn, so what is selected and copied has none.
 */
export function LongNumber({ text }: { text: string }) {
  const groups = text.match(new RegExp(`.{1,${groupSize}}`, 'gsu')) ?? []
  return (
    <bdi className="tb-number" data-spaced={/^\d+$/.test(text)}>
      {groups.map((group, at) => (
        // The groups of one number never move.
        <Fragment key={at}>
          {at > 0 && <wbr />}
          <span>{group}</span>
        </Fragment>
      ))}
    </bdi>
  )
}

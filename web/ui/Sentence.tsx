const amounts = /([+−]?¥[\d,]+\.\d{2})/

/** A sentence of ours whose amounts stay whole where its lines end, wherever it stands. */
export function Sentence({ children }: { children: string }) {
  return children.split(amounts).map((part, at) =>
    // The parts of one sentence never move; every other one is an amount.
    at % 2 === 0 ? (
      part
    ) : (
      <span key={at} className="tb-amount">
        {part}
      </span>
    ),
  )
}

import { generate } from 'lean-qr'
import { toSvgPath } from 'lean-qr/extras/svg'

import { useWords } from './words.ts'

/** The quiet zone that the standard asks for, in modules. */
const quietModules = 4

/** A QR code of the wallet's address, black on white in any theme, for a phone in the same network. */
export function Phone({ address }: { address: string }) {
  const say = useWords()
  const code = generate(address)
  const size = code.size + 2 * quietModules
  return (
    <section className="home-phone">
      <svg
        viewBox={`${-quietModules} ${-quietModules} ${size} ${size}`}
        role="img"
        aria-label={address}
        shapeRendering="crispEdges"
        data-testid="home-qr"
      >
        <rect x={-quietModules} y={-quietModules} width={size} height={size} fill="#fff" />
        <path d={toSvgPath(code)} fill="#000" />
      </svg>
      <div>
        <h2>{say.phone}</h2>
        <p>{say.phoneText}</p>
        <p>
          <a href={address}>{address}</a>
        </p>
        <p className="home-soft">{say.phoneCa}</p>
        <a className="home-button" href="/ca.crt" download="tongbao-ca.crt">
          {say.ca}
        </a>
      </div>
    </section>
  )
}

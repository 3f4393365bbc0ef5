import { QrCode } from '#web/ui/QrCode.tsx'

import { useWords } from './words.ts'

/** A QR code of the wallet's address, for a phone in the same network. */
export function Phone({ address }: { address: string }) {
  const say = useWords()
  return (
    <section className="home-phone">
      <QrCode text={address} label={address} testId="home-qr" />
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

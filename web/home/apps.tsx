import { Copy } from '#web/ui/Copy.tsx'

import { sampleOf } from './sample.ts'
import type { Town } from './town.ts'
import { useWords } from './words.ts'

/** What an integrator needs: the gateway, the keys, and twelve lines that charge a code. */
export function Apps({ town }: { town: Town }) {
  const say = useWords()
  const first = town.apps[0]
  const sample = first && sampleOf(first, town.gateway, say.sampleCode)
  return (
    <section>
      <h2>{say.apps}</h2>
      <p>
        {say.appsText} <a href="/standin/">{say.tools}</a>
      </p>
      <dl className="home-facts">
        <Fact name={say.gateway} value={town.gateway} />
      </dl>
      {town.apps.map((app) => (
        <dl key={app.appId} className="home-facts" data-testid="home-app">
          <Fact name={`appId · ${app.merchant}`} value={app.appId} />
          <Fact name={say.privateKey} value={app.privateKeyFile} />
          <Fact name={say.publicKey} value={app.platformPublicKeyFile} />
        </dl>
      ))}
      {sample && (
        <figure className="home-sample">
          <figcaption>
            {say.sample} <Copy text={sample} label={say.sample} />
          </figcaption>
          <pre tabIndex={0}>
            <code>{sample}</code>
          </pre>
        </figure>
      )}
    </section>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code> <Copy text={value} label={name} />
      </dd>
    </div>
  )
}

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api } from '#web/client/api.ts'
import { useCharactersMax } from '#web/ui/characters.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { charactersMax } from '#wire/limits.ts'
import type { DoctorReply, DoctorRequest } from '#wire/standin.ts'

import { useCauses } from './causes.ts'
import { Problem } from './problem.tsx'
import { useWords } from './words.ts'

/** Whether a signature verifies, and why not. */
export function Doctor() {
  const say = useWords()
  const max = useCharactersMax()
  const [text, setText] = useState('')
  const [appId, setAppId] = useState('')
  const look = useMutation({
    mutationFn: (body: DoctorRequest) => api.post<DoctorReply>('/api/standin/doctor', body),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look.mutate({ text, ...(appId.trim() && { appId: appId.trim() }) })
  }
  return (
    <>
      <form className="st-card" onSubmit={submit}>
        <label>
          {say.doctor.text}
          <textarea
            required
            rows={7}
            {...max(charactersMax.signedText)}
            spellCheck={false}
            value={text}
            placeholder={say.doctor.placeholder}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div className="st-row">
          <label>
            {say.doctor.app}
            <input
              value={appId}
              {...max(charactersMax.appId)}
              inputMode="numeric"
              placeholder={say.doctor.appPlaceholder}
              onChange={(event) => setAppId(event.target.value)}
            />
          </label>
          <button type="submit" className="st-button" disabled={look.isPending}>
            {say.doctor.look}
          </button>
        </div>
      </form>
      <Problem error={look.error} />
      {look.data && <Finding found={look.data} />}
    </>
  )
}

function Finding({ found }: { found: DoctorReply }) {
  const say = useWords()
  const causes = useCauses()
  const { verifies, parting, signer, rightText, signedText } = found
  return (
    <section className="st-card" aria-live="polite">
      <h2 className={verifies ? 'st-good' : 'st-bad'}>
        {say.doctor.kinds[found.kind]} {verifies ? say.doctor.good : say.doctor.bad}
      </h2>
      {found.causes.length > 0 && (
        <ul className="st-causes">
          {found.causes.map((cause) => (
            <li key={cause}>{causes[cause]}</li>
          ))}
        </ul>
      )}
      {signer && (
        <p className="st-soft">
          {say.doctor.signer} <code>{signer}</code>
        </p>
      )}
      {parting && (
        <dl className="st-facts">
          <dt>{say.doctor.byte}</dt>
          <dd>{parting.byte}</dd>
          <dt>{say.doctor.right}</dt>
          <dd>
            <code>{parting.right}</code>
          </dd>
          <dt>{say.doctor.signed}</dt>
          <dd>
            <code>{parting.signed}</code>
          </dd>
        </dl>
      )}
      <Text title={say.doctor.rightText} text={rightText} />
      {signedText !== null && !verifies && <Text title={say.doctor.signedText} text={signedText} />}
    </section>
  )
}

/** A text to be compared: whole, as it is, and copied with one press. */
function Text({ title, text }: { title: string; text: string }) {
  return (
    <figure className="st-text">
      <figcaption>
        {title} <Copy text={text} label={title} />
      </figcaption>
      <pre>{text}</pre>
    </figure>
  )
}

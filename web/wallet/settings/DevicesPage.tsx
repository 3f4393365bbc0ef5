import { useQueryClient } from '@tanstack/react-query'
import { Button, Dialog, Skeleton } from 'antd-mobile'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { Time } from '#web/ui/Time.tsx'
import { charactersMax } from '#wire/limits.ts'
import type { Device } from '#wire/wallet.ts'

import { dropHeld, useHeld } from '../code/held.ts'
import { Empty } from '../shell/Empty.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { refusal } from '../shell/refusal.ts'
import { useWords } from '../words.ts'
import { askName } from './ask-name.tsx'
import { useDeviceActs, useDevices } from './devices.ts'

/** The phones that can show this payer's codes. */
export function DevicesPage() {
  const words = useWords()
  const { data, error, isPending, refetch } = useDevices()
  const mine = useHeld()?.deviceId
  const devices = data?.devices.filter(({ state }) => state !== 'revoked') ?? []
  return (
    <Page title={words.devices.title} back="/settings">
      <p className="page-intro">{words.devices.intro}</p>
      {isPending && <Skeleton.Paragraph lineCount={4} animated />}
      {error && !data && <Failure error={asFailure(error)} retry={() => void refetch()} />}
      {data && devices.length === 0 && (
        <Empty title={words.devices.none} hint={words.devices.noneHint} />
      )}
      {devices.map((device) => (
        <DeviceCard key={device.deviceId} device={device} isThis={device.deviceId === mine} />
      ))}
    </Page>
  )
}

function DeviceCard({ device, isThis }: { device: Device; isThis: boolean }) {
  const words = useWords()
  const say = useFailureWords('payer')
  const cache = useQueryClient()
  const acts = useDeviceActs()
  const tryTo = async (act: () => Promise<void>) => {
    const why = await refusal(act, say)
    if (why) void Dialog.alert({ content: why, 'aria-label': why, confirmText: words.close })
  }
  const rename = async () => {
    const [title, max] = [words.devices.rename, charactersMax.deviceName]
    const name = await askName({ title, old: device.name, max, words })
    if (name) await tryTo(() => acts.rename(device.deviceId, name))
  }
  const revoke = async () => {
    const sure = await Dialog.confirm({
      title: words.devices.revokeAsk(device.name),
      'aria-label': words.devices.revokeAsk(device.name),
      content: words.devices.revokeHint,
      confirmText: <span className="danger">{words.devices.revoke}</span>,
      cancelText: words.cancel,
    })
    if (!sure) return
    await tryTo(async () => {
      await acts.revoke(device.deviceId)
      if (isThis) await dropHeld(cache, 'chosen')
    })
  }
  return (
    <section className="card device" data-testid="device">
      <header className="card-head">
        <h2>
          {device.name} {isThis && <span className="tag">{words.devices.this}</span>}
        </h2>
        <span className="quiet">{words.devices[device.state]}</span>
      </header>
      <dl className="facts">
        <div className="fact">
          <dt>{words.devices.seen}</dt>
          <dd>
            <Time at={device.lastSeenAt} />
          </dd>
        </div>
        <div className="fact">
          <dt>{words.devices.added}</dt>
          <dd>
            <Time at={device.createdAt} />
          </dd>
        </div>
      </dl>
      <div className="foot-row">
        <Button block shape="rounded" onClick={() => void rename()}>
          {words.devices.rename}
        </Button>
        <Button block shape="rounded" className="danger" onClick={() => void revoke()}>
          {words.devices.revoke}
        </Button>
      </div>
    </section>
  )
}

import { Button, Modal, Slider, Space } from 'antd'

import { gapMillisMax, gapMillisMin, setGunGap, useGunGap } from '../gun-pace.ts'
import { playSound } from '../sound.ts'
import { useWords } from '../words/words.ts'

/** The keys, the gun's pace, and what the sounds mean. */
export default function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords()
  const gap = useGunGap()
  return (
    <Modal title={say.help.title} open={open} onCancel={onClose} footer={null} destroyOnHidden>
      <dl className="till-help">
        {say.help.rows.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p>{say.help.gun}</p>
      <p>{say.help.signs}</p>
      <Space wrap>
        {(['paid', 'waiting', 'failed'] as const).map((sound) => (
          <Button key={sound} onClick={() => playSound(sound)}>
            {say.help.test}: {sound === 'waiting' ? say.pending.waiting : say.result[sound]}
          </Button>
        ))}
      </Space>
      <label className="till-help-gap">
        <span>
          {say.help.slow}: <strong>{gap}</strong>
        </span>
        <Slider
          min={gapMillisMin}
          max={gapMillisMax}
          value={gap}
          onChange={setGunGap}
          ariaLabelForHandle={say.help.slow}
        />
        <span className="till-soft">{say.help.slowHint}</span>
      </label>
    </Modal>
  )
}

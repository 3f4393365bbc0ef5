import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../docs/examples/till-suite/', import.meta.url))

test('the worked example runs a till through every branch against a stand-in', async () => {
  // The runner of the example must not take itself for a part of this one.
  const { NODE_TEST_CONTEXT: _, VITEST: __, ...env } = process.env
  const { status, out } = await new Promise<{ status: number; out: string }>((resolve) => {
    const args = ['--test', '--test-reporter=tap', 'till.test.mjs']
    execFile(process.execPath, args, { cwd: folder, env, timeout: 170_000 }, (error, text, err) =>
      resolve({ status: Number(error?.code ?? 0), out: `${text}\n${err}` }),
    )
  })
  const failed = out.split('\n').filter((line) => /^not ok|^# fail [^0]/.test(line))
  expect({ status, failed }).toEqual({ status: 0, failed: [] })
  expect(out).toContain('# pass 14')
}, 180_000)

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** After a change of a schema: `npx vitest run test/console/openapi.test.ts -u`, and read the difference. */
test('docs/openapi.json is what the server says of itself', async () => {
  const reply = await world.browser().get('/api/openapi.json')
  const text = `${JSON.stringify(reply.body, null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../docs/openapi.json')
})

test('every call of wallet and till is described, with what it answers', async () => {
  const { paths } = (await world.browser().get('/api/openapi.json')).body
  const calls = Object.entries<Record<string, { summary?: string; responses: object }>>(paths)
  expect(calls.length).toBeGreaterThan(20)
  for (const [path, methods] of calls) {
    for (const [method, call] of Object.entries(methods)) {
      expect([path, method, call.summary?.length ?? 0]).not.toContain(0)
      expect(Object.keys(call.responses)).toContain('default')
    }
  }
})

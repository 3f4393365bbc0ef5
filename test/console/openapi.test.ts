import { afterAll, beforeAll, expect, test } from 'vitest'

import { openStand, type Stand } from '../standin/stand.ts'

/** In demo mode with the stand-in, as `tongbao start` is: there are more calls in no mode. */
let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand.shut())

/** After a change of a schema: `npx vitest run test/console/openapi.test.ts -u`, and read the difference. */
test('docs/openapi.json is what the server says of itself', async () => {
  const reply = await stand.browser.get('/api/openapi.json')
  const text = `${JSON.stringify(reply.body, null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../docs/openapi.json')
})

test('every call is described, with what it answers', async () => {
  const { paths } = (await stand.browser.get('/api/openapi.json')).body
  const calls = Object.entries<Record<string, { summary?: string; responses: object }>>(paths)
  expect(calls.length).toBeGreaterThan(20)
  const tools = calls.filter(([path]) => path.startsWith('/api/standin/'))
  expect(tools.map(([path, verbs]) => [path, Object.keys(verbs).toSorted()])).toEqual([
    ['/api/standin/doctor', ['post']],
    ['/api/standin/calls', ['get']],
    ['/api/standin/calls/{id}', ['get']],
    ['/api/standin/faults', ['delete', 'get', 'post', 'put']],
    ['/api/standin/faults/{faultId}', ['delete']],
    ['/api/standin/time', ['get', 'post']],
  ])
  for (const [path, methods] of calls) {
    for (const [method, call] of Object.entries(methods)) {
      expect([path, method, call.summary?.length ?? 0]).not.toContain(0)
      expect(Object.keys(call.responses)).toContain('default')
    }
  }
})

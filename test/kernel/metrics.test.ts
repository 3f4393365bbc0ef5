import { expect, test } from 'vitest'

import { createMetrics } from '#kernel/metrics.ts'

test('what is counted is told in Prometheus’s text', async () => {
  const metrics = createMetrics()
  metrics.counter('payments_total', 'Payments by outcome.', ['outcome']).inc({ outcome: 'paid' }, 3)
  metrics.gauge('queue_length', 'Commands that wait.', () => 7)
  metrics.seconds('batch_seconds', 'From load to commit.').observe(0.003)
  metrics.sizes('batch_size', 'Commands a transaction.', [1, 10, 100]).observe(12)
  const { body, contentType } = await metrics.text()
  expect(contentType).toContain('text/plain')
  expect(body).toContain('tongbao_payments_total{outcome="paid"} 3')
  expect(body).toContain('tongbao_queue_length 7')
  expect(body).toContain('tongbao_batch_seconds_bucket{le="0.005"} 1')
  expect(body).toContain('tongbao_batch_size_bucket{le="100"} 1')
  expect(body).toContain('tongbao_process_cpu_seconds_total')
})

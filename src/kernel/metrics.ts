import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = {
  /** What only goes up: payments, failures. Names end in `_total`. */
  counter: <L extends string>(name: string, help: string, labels?: readonly L[]) => Counter<L>
  /** What goes up and down; `read` is asked at each scrape. */
  gauge: (name: string, help: string, read: () => number) => Gauge
  /** Durations in seconds. Names end in `_seconds`. */
  seconds: <L extends string>(name: string, help: string, labels?: readonly L[]) => Histogram<L>
  /** Sizes and counts, with the upper bounds of their buckets. */
  sizes: (name: string, help: string, buckets: readonly number[]) => Histogram
  /** The answer to `GET /metrics`. */
  text: () => Promise<{ contentType: string; body: string }>
}

/** From half a millisecond to ten seconds: a payment is a blink, a bank is not. */
const secondsBuckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** The metrics of one process, those of Node itself included. All names get the prefix `tongbao_`. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tongbao_' })
  const common = (name: string, help: string) => ({
    name: `tongbao_${name}`,
    help,
    registers: [registry],
  })
  return {
    counter: (name, help, labels = []) =>
      new Counter({ ...common(name, help), labelNames: labels }),
    gauge: (name, help, read) =>
      new Gauge({
        ...common(name, help),
        collect() {
          this.set(read())
        },
      }),
    seconds: (name, help, labels = []) =>
      new Histogram({ ...common(name, help), labelNames: labels, buckets: secondsBuckets }),
    sizes: (name, help, buckets) => new Histogram({ ...common(name, help), buckets: [...buckets] }),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}

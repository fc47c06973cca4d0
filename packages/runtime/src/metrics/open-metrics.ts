import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { productVersion } from '../installation.ts';
import { boundsSeconds, type MetricDefinition, type MetricName, metricDefinitions } from './definitions.ts';

type Labels = Readonly<Record<string, string | number>>;

/** The metrics of one process. Counting a metric of another kind of process does nothing. */
export interface Metrics {
  /** Adds to a counter, or to a gauge. */
  add(name: MetricName, labels?: Labels, by?: number): void;
  set(name: MetricName, value: number, labels?: Labels): void;
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  /** Removes every value of a metric: only values set after this are exported. */
  reset(name: MetricName): void;
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Opens the metrics of a process: its own, and those of every Node.js process. */
export function openMetrics(of: MetricDefinition['of']): Metrics {
  const { registry, ours } = register(of);
  collectDefaultMetrics({ register: registry });
  const metric = (name: MetricName) => ours.get(name);
  return {
    add(name, labels = {}, by = 1) {
      const found = metric(name);
      if (found instanceof Counter || found instanceof Gauge) found.inc(labels, by);
    },
    set(name, value, labels = {}) {
      const found = metric(name);
      if (found instanceof Gauge) found.set(labels, value);
    },
    observe(name, seconds, labels = {}) {
      const found = metric(name);
      if (found instanceof Histogram) found.observe(labels, seconds);
    },
    reset: (name) => metric(name)?.reset(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function register(of: MetricDefinition['of']) {
  const registry = new Registry();
  const ours = new Map<MetricName, Counter | Gauge | Histogram>();
  for (const [name, definition] of Object.entries(metricDefinitions) as [MetricName, MetricDefinition][]) {
    if (definition.of !== of) continue;
    const about = { name, help: definition.help, labelNames: [...definition.labels], registers: [registry] };
    ours.set(name, make(definition.kind, about));
  }
  const info = {
    name: 'tickermill_build_info',
    help: 'The version of this process.',
    labelNames: ['version', 'process'],
  };
  new Gauge({ ...info, registers: [registry] }).set({ version: productVersion, process: of }, 1);
  return { registry, ours };
}

function make(
  kind: MetricDefinition['kind'],
  about: { name: string; help: string; labelNames: string[]; registers: Registry[] },
): Counter | Gauge | Histogram {
  if (kind === 'counter') return new Counter(about);
  if (kind === 'gauge') return new Gauge(about);
  return new Histogram({ ...about, buckets: [...boundsSeconds] });
}

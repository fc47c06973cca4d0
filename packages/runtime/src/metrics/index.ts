/** What is counted, and how a process offers it. */

export type { MetricDefinition, MetricName } from './definitions.ts';
export { boundsSeconds, metricDefinitions } from './definitions.ts';
export type { Metrics } from './open-metrics.ts';
export { openMetrics } from './open-metrics.ts';

/** Collectors: how each dataset is obtained from a source. Pure functions of answers. */
export type { Collector, Outcome, Step, StepCall } from './collector.ts';
export { collectors } from './registry.ts';

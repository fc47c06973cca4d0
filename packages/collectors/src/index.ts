/** Collectors: how each dataset is obtained from a source. Pure functions of answers. */
export { mayBeLate } from './collected-bars.ts';
export type { Collector, Outcome, Step, StepCall, StoredDocument, TargetKind } from './collector.ts';
export { maxDocumentBytes } from './insider-trades/document-bytes.ts';
export { parseOwnership } from './insider-trades/ownership.ts';
export { toParseLine } from './insider-trades/parse-line.ts';
export { collectors } from './registry.ts';
export { toChartLine } from './yahoo-daily-prices/parse-line.ts';

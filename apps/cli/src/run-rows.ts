import type { RunView } from '@tickermill/core/contracts';
import { count, duration } from './terminal.ts';

const counted = ['targets', 'found', 'created', 'requests'];
export const runHeadings = ['run', 'dataset', 'trigger', 'state', 'started (UTC)', 'took', ...counted];

/** A run as a row of a table. */
export function toRunRow({ id, dataset, trigger, state, paused, created_at, report }: RunView): string[] {
  const started = created_at.slice(0, 19).replace('T', ' ');
  const counts = [report.targets, report.found, report.created, report.requests].map(count);
  return [id, dataset, trigger, paused ? 'paused' : state, started, duration(report.duration_ms), ...counts];
}

/** Runs, their targets and dead letters as the contracts have them. */
import type {
  DeadLetterView,
  ExecutionStatistics as ExecutionStatisticsView,
  ExecutionView,
  RunView,
  TargetView,
} from '@tickermill/core/contracts';
import type { DeadLetter, Execution, ExecutionStatistics, PlannedTarget, ReportedRun } from '@tickermill/store/ledger';
import { contractOf } from './contract-of.ts';

export const viewRun = (run: ReportedRun): RunView => contractOf(run);
export const viewTarget = (target: PlannedTarget): TargetView => contractOf(target);
export const viewDeadLetter = (letter: DeadLetter): DeadLetterView => contractOf(letter);

/** An execution; what it found and created goes by the names of the first dataset. */
export function viewExecution({ found, created, ...execution }: Execution): ExecutionView {
  return { ...contractOf(execution), filings_found: found, trades_created: created };
}

export const viewExecutionStatistics = (counts: ExecutionStatistics): ExecutionStatisticsView => ({
  total_scrapes: counts.asked,
  success_count: counts.success,
  partial_count: counts.partial,
  failed_count: counts.failed,
  running_count: counts.running,
  skipped_count: counts.skipped,
  avg_duration: counts.averageSeconds,
  total_filings_found: counts.found,
  total_trades_created: counts.created,
});

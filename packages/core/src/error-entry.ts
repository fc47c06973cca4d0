/** Whose failure it is. Only failures of the target count towards its dead letter; only those of the source open its circuit breaker. */
type Fault = 'source' | 'target' | 'document' | 'request' | 'installation';

/** What the catalogue says of a code. */
export interface ErrorEntry {
  /** The part of Tickermill that raises it. */
  readonly origin: 'upstream' | 'collector' | 'engine' | 'api' | 'process';
  readonly meaning: string;
  /** The consequence, or the remedy. */
  readonly action: string;
  /** What an operator does about it, a file of docs/runbooks; null for what only its caller can mend. */
  readonly runbook: string | null;
  readonly fault: Fault;
  /** Whether a task that failed with this code is retried. */
  readonly retryable: boolean;
  /** The HTTP status of a problem answer that carries it. */
  readonly status: number;
}

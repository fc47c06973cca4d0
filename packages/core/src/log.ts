/** Where log lines go. A child puts fields such as `run_id` and `task_id` on each of its lines. */
export interface Log {
  debug(msg: string, fields?: Record<string, unknown>): void;
  info(msg: string, fields?: Record<string, unknown>): void;
  warn(msg: string, fields?: Record<string, unknown>): void;
  /** Logs a failure with its code, detail and the first frames of its stack. */
  error(msg: string, error: unknown, fields?: Record<string, unknown>): void;
  child(fields: Record<string, unknown>): Log;
}

/** One sentence on something that waits, was skipped, failed or is absent, and the facts that it is made of. */
export interface Explanation {
  readonly subject: {
    readonly kind: 'run' | 'target' | 'task' | 'schedule' | 'day';
    readonly id: string;
  };
  readonly sentence: string;
  /** A word for the reason, for programs. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

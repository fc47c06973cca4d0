// The shapes of the facts by which a day is explained, and of the explanation, for `why`.

import type { Day, Mic, SourceId, Ticker } from '@tickermill/core';
import type { DayAsked } from '@tickermill/store/ledger';

/** A source in its role of preventing a request for the day. */
export interface SourceCondition {
  readonly source: SourceId;
  readonly quietUntil: Date | null;
  readonly quietReason: string | null;
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  /** Its quota is used up until then. */
  readonly spentUntil: Date | null;
}

/** What store, ledger and calendar know about one day of one instrument. */
export interface DayFacts extends DayAsked {
  readonly bar: { readonly provider: string; readonly final: boolean; readonly knownFrom: Date } | null;
  readonly isStopgap: boolean;
  readonly isAbsent: boolean;
  /** Where it is known: before it the instrument was not traded. */
  readonly firstDay: Day | null;
  /** The source of the open task, or else the one that would be used. */
  readonly standing: SourceCondition | null;
}

/** The day to be explained. */
export interface AskedDay {
  readonly ticker: Ticker;
  readonly date: Day;
  readonly mic: Mic;
  readonly now: Date;
}

type Reason<R extends string, E> = { readonly reason: R; readonly evidence: E };
interface Failure {
  readonly errorCode: string;
  readonly errorMessage: string | null;
}
interface OpenRequest {
  readonly source: SourceId;
  readonly runId: bigint;
  readonly taskId: bigint;
}

/** Why a day is stored or is not, with what shows it. */
export type WhyReason =
  | Reason<'covered', { provider: string; knownFrom: Date; stopgap: boolean }>
  | Reason<'provisional', { provider: string; knownFrom: Date; settlesAt: Date | null }>
  | Reason<'closed', { cause: 'weekend' | 'holiday'; holiday: string | null; previousSession: Day; nextSession: Day }>
  | Reason<'no-calendar', { lastDay: Day }>
  | Reason<'future', { opensAt: Date }>
  | Reason<'unfinished', { opensAt: Date; closesAt: Date; settlesAt: Date }>
  | Reason<'before-first-trade', { firstDay: Day }>
  | Reason<'absent', { source: string | null; askedAt: Date | null }>
  | Reason<'running', OpenRequest & { startedAt: Date }>
  | Reason<'retrying', OpenRequest & Failure & { attempts: number; notBefore: Date }>
  | Reason<
      'waiting',
      OpenRequest & { ahead: number; quietUntil: Date | null; pausedBy: string | null; spentUntil: Date | null }
    >
  | Reason<'dead-letter', Failure & { since: Date; failedOn: Day[] }>
  | Reason<'failed', Failure & { runId: bigint; failedAt: Date }>
  | Reason<'skipped', { skipReason: string; runId: bigint; skippedAt: Date }>
  | Reason<'nothing', { runId: bigint; askedAt: Date }>
  | Reason<
      'source-closed',
      {
        source: string;
        quietUntil: Date | null;
        quietReason: string | null;
        pausedAt: Date | null;
        pausedBy: string | null;
      }
    >
  | Reason<'never-asked', { lastAskedAt: Date | null; lastAskedTo: Day | null }>;

/** A sentence and what shows it. */
export interface Explained {
  readonly sentence: string;
  readonly because: WhyReason;
}

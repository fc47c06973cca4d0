import type { Day, Mic, SourceId } from '@tickermill/core';
import type { WhyReason } from '@tickermill/core/contracts';
import type { DayAsked } from '@tickermill/store/ledger';

/** A source as it keeps a day from being asked for. */
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
  /** Of the open task, or else the one that would be asked. */
  readonly standing: SourceCondition | null;
}

/** The day that is asked about. */
export interface AskedDay {
  readonly date: Day;
  readonly mic: Mic;
  readonly now: Date;
}

/** A sentence and what shows it. */
export interface Explained {
  readonly sentence: string;
  readonly because: WhyReason;
}

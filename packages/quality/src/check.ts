import type { Day, Severity } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import type { JudgedInstrument, SettledSessions } from '@tickermill/store/quality';
import type { z } from 'zod';

/** What a check is handed: what it is to judge, and what it may compare it with. */
export interface CheckInput {
  readonly sql: Store['sql'];
  readonly now: Date;
  /** The instruments that it speaks of, each from the day on from which it is to be judged. */
  readonly instruments: readonly JudgedInstrument[];
  /** The settled sessions from `readFrom` on. */
  readonly sessions: readonly SettledSessions[];
  /** The first day that is read. */
  readonly readFrom: Day;
}

/** A violation as a check tells it. */
export interface Found {
  readonly subject: string;
  readonly instrumentId: string | null;
  readonly date: Day;
  readonly details: Readonly<Record<string, unknown>>;
  /** Where it differs from that of the check. */
  readonly severity?: Severity;
  /** What makes it the same finding as before, where that is not all of its details. */
  readonly evidence?: unknown;
}

/** How the open findings of a check are coloured: yellow above one number, red above another. */
export interface RollUpRule {
  /** `share`: percent of the universe; `rows`: findings. */
  readonly measure: 'share' | 'rows';
  readonly yellow: number;
  readonly red: number;
}

/**
 * What is judged: `bars` that have changed since the last success (all of them on demand); `market`, the same, and handed
 * are all instruments, with which it compares; `instruments`, every one each time, as time alone can make a finding;
 * `nightly`, those that are requested every night; `other`: no instruments.
 */
export type Judges = 'bars' | 'market' | 'instruments' | 'nightly' | 'other';

/** A check: one violation is one finding for each subject and day. */
export interface Check<T extends z.ZodObject = z.ZodObject> {
  readonly id: string;
  /** What it finds, in a sentence. */
  readonly finds: string;
  /** What a person can do about a finding. */
  readonly remedy: string;
  readonly severity: Severity;
  readonly judges: Judges;
  /** The kinds of instruments that it speaks of; null: all. */
  readonly kinds: readonly string[] | null;
  /** It looks back so many sessions and no further; null: as far as bars have changed. */
  readonly sessions: number | null;
  /** Whether fetching the day again can mend it. */
  readonly heals: boolean;
  /** The thresholds with their defaults and bounds. */
  readonly thresholds: T;
  readonly rollUp: RollUpRule;
  run(input: CheckInput, thresholds: z.output<T>): Promise<readonly Found[]>;
}

/** Checks that a definition is complete. Its callers pass thresholds that its own schema has parsed. */
export const defineCheck = <T extends z.ZodObject>(check: Check<T>): Check => check as unknown as Check;

/** Violations of instruments as findings; `of` may give another severity or evidence. */
export const toFound = (
  violations: readonly { readonly instrumentId: bigint; readonly date: Day; readonly details: Found['details'] }[],
  of: (details: Found['details']) => Pick<Found, 'severity' | 'evidence'> = () => ({}),
): Found[] =>
  violations.map(({ instrumentId, date, details }) => ({
    subject: String(instrumentId),
    instrumentId: String(instrumentId),
    date,
    details,
    ...of(details),
  }));

/** The ids of the judged instruments. */
export const idsOf = ({ instruments }: CheckInput): bigint[] => instruments.map(({ instrumentId }) => instrumentId);

/** Shares and what is traded like them: of other kinds a price or a volume follows rules of its own. */
export const shares = ['stock', 'etf', 'adr'];

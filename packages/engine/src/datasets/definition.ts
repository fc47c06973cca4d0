/** What a dataset says about itself, so that planning, collecting and running work for any of them without naming one. */
import type { DatasetId, Day, SourceId, TargetKind } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { NewTarget, PlannedRun, RunRequest, SkippedTarget, Trigger } from '@tickermill/store/ledger';
import type { SourceAvailability } from '@tickermill/store/sources';
import type { z } from 'zod';

/** Parameters of a target as they stand in the ledger. */
export type Params = Readonly<Record<string, unknown>>;

/** A target as its collectors are asked about it. */
export interface Asked {
  readonly target: string;
  readonly params: Params;
}

/** A target that a run names, before the gates. */
export interface Candidate extends Omit<NewTarget, 'priority'> {
  /** What it is asked for in several requests, the most wanted first; without it: in one, with its parameters. */
  readonly requests?: readonly Params[] | undefined;
}

/** What a run names: targets for the gates, and tickers that lead to none. */
export interface Candidates {
  readonly targets: readonly Candidate[];
  readonly skipped: readonly SkippedTarget[];
}

/** A run as a dataset chooses its targets by it. */
export type TargetsRun = Pick<PlannedRun, 'trigger' | 'request' | 'groupKey'>;

/** What choosing targets may ask beside the store. */
export interface TargetsContext {
  readonly now: Date;
  /** Whether any enabled source serves a target. */
  isServed(asked: Asked, availability: SourceAvailability): boolean;
}

/** What a backfill wants: days of instruments, null for all that are listed. */
export interface WantedDays {
  readonly instrumentIds: readonly bigint[] | null;
  readonly from: Day;
  readonly to: Day;
}

/** Targets that are missing something of what is wanted, each with a request per gap. */
export interface GapPage extends Candidates {
  readonly targets: readonly (Candidate & { readonly requests: readonly Params[] })[];
  /** The last instrument of the page; null where none comes behind it. */
  readonly next: bigint | null;
}

/** How what is missing of a dataset is found and asked for. */
export interface Backfill<P> {
  /** The gaps of a page of instruments, those behind one, in the order of their ids. Reads only. */
  page(db: Database, wanted: WantedDays, from: { readonly after: bigint; readonly now: Date }): Promise<GapPage>;
  /** Whether a target asks for its gaps, with a request for each. */
  asksForGaps(params: P): boolean;
  /** The requests of such targets by what is missing now, by target: for those that had to wait for their turn. */
  requests(
    db: Database,
    targets: readonly { readonly target: string; readonly params: P }[],
    now: Date,
  ): Promise<ReadonlyMap<string, readonly Params[]>>;
  /** The parameters of such a target with the days that one of its requests asked for; `input`: that of its task. */
  ofRequest(params: P, input: Params): Params;
  /** Makes what counts the rows that a request can bring at most. */
  makeRowCount(): (params: P) => number;
}

/** Lists of the whole market that name what a target's own list would: that one is then read once a day, to reconcile. */
export interface MarketLists {
  /** Whether they have named everything up to now. */
  areRead(db: Database, now: Date): Promise<boolean>;
  /** Whether a target's own list was read on this day already. */
  isReconciled(coveredAt: Date, now: Date): boolean;
}

/** One dataset: what its runs ask about, when that is worth a request, of whom, and what comes of it. */
export interface DatasetDefinition<D extends DatasetId, P extends z.ZodObject = z.ZodObject> {
  readonly id: D;
  /** What one target of it is. */
  readonly target: TargetKind;
  /** The parameters of its targets, as its collectors take them and the ledger keeps them. */
  readonly params: P;
  /** The targets that a run names, and the tickers that lead to none. */
  targets(db: Database, run: TargetsRun, context: TargetsContext): Promise<Candidates>;
  /** Has a schedule ask as far back as is needed so that nothing is lost between two slots; null: it asks as it says. */
  readonly lookback:
    | ((db: Database, candidates: readonly Candidate[], now: Date) => Promise<readonly Candidate[]>)
    | null;
  /** A success that covers what is asked counts as fresh for so long, ms; null: never. */
  readonly freshMs: number | null;
  /** Whether there can be anything new between two instants; null: at any time. */
  readonly hasNews: ((from: Date, to: Date) => boolean) | null;
  readonly marketLists: MarketLists | null;
  /** The most requests that a target with these parameters leads to. */
  maxRequests(params: z.output<P>): number;
  /** The order in which its sources are asked; `chain`: that of its collectors. One that is not enabled is passed over. */
  sources(chain: readonly SourceId[], params: z.output<P>, availability: SourceAvailability): readonly SourceId[];
  /** What is asked otherwise of another source than the first; null: nothing. */
  readonly asFallback: Readonly<Partial<z.output<P>>> | null;
  /** Null: it is never missing anything that could be asked for later. */
  readonly backfill: Backfill<z.output<P>> | null;
  /** What a ticker is asked for when it is tracked; null: nothing. */
  readonly onTrack: RunRequest['params'] | null;
  /** Whether a slot calls off what is left of an earlier one. Not where what that has named would be named by none again. */
  readonly supersedes: boolean;
}

/** Any dataset, as the engine sees it. */
export type AnyDataset = DatasetDefinition<DatasetId>;

/** Checks that a definition is whole and keeps its types. */
export const defineDataset = <D extends DatasetId, P extends z.ZodObject>(
  definition: DatasetDefinition<D, P>,
): DatasetDefinition<D, P> => definition;

/** Triggers of schedules, which spend nothing on what came by other ways. */
export const asksBySchedule: readonly Trigger[] = ['schedule', 'late'];

/**
 * The definition of a dataset: everything that planning, collecting and running need to work for any of them without
 * naming one.
 */
import type { DatasetId, Day, MarketId, RecordOf, SourceId, TargetKind } from '@tickermill/core';
import type { Database, Store } from '@tickermill/store';
import type { Reread, RereadableDocument, RereadQuestion } from '@tickermill/store/datasets';
import type { NewTarget, PlannedRun, RunRequest, SkippedTarget, Trigger } from '@tickermill/store/ledger';
import type { SourceAvailability } from '@tickermill/store/sources';
import type { z } from 'zod';

/** Parameters of a target, as the ledger keeps them. */
export type Params = Readonly<Record<string, unknown>>;

/** A target as its collectors see it. */
export interface Asked {
  readonly target: string;
  readonly params: Params;
}

/** A target that a run names, before the gates. */
export interface Candidate extends Omit<NewTarget, 'priority'> {
  /** The parts in which it is requested, the most urgent first; without it: one request, with its parameters. */
  readonly requests?: readonly Params[] | undefined;
}

/** What a run names: targets for the gates, and tickers that lead to none. */
export interface Candidates {
  readonly targets: readonly Candidate[];
  readonly skipped: readonly SkippedTarget[];
}

/** A run as a dataset chooses its targets by it. */
export type TargetsRun = Pick<PlannedRun, 'trigger' | 'request' | 'groupKey'>;

/** What choosing targets may use beside the store. */
export interface TargetsContext {
  readonly now: Date;
  /** Whether any enabled source serves a target. */
  isServed(asked: Asked, availability: SourceAvailability): boolean;
  /** Whether any enabled source brings whole days of a market. */
  isMarketServed(market: MarketId, availability: SourceAvailability): boolean;
  /** Whether a whole day of a market can be asked for now. */
  isDayOffered(market: MarketId, day: Day, availability: SourceAvailability): boolean;
  /** What sources with a quota have left today; one that is not in the map has no quota, or was never asked. */
  quotaLeft(): Promise<ReadonlyMap<SourceId, number>>;
}

/** The sessions of a market, ascending, that whole days could bring a target. */
export interface SessionsOfMarket {
  readonly market: MarketId;
  readonly days: readonly [Day, ...Day[]];
}

/** How targets share the requests for whole days of their markets, where these are fewer than those for each of them. */
export interface SharedDays<P> {
  /** The dataset whose collectors bring whole days. */
  readonly dataset: DatasetId;
  /** Null: it is asked for by itself. */
  sessionsOf(params: P): SessionsOfMarket | null;
  /** Whether a target is not worth a request of its own yet. */
  canWait(params: P): boolean;
  /** What targets are still owed when whole days have come or failed, with the parameters of requests of their own. */
  owed(
    sql: Store['sql'],
    targets: readonly { readonly target: string; readonly params: P }[],
    availability: SourceAvailability,
  ): Promise<readonly Asked[]>;
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

/** How missing data of a dataset is found and requested. */
export interface Backfill<P> {
  /** The gaps of a page of instruments, those behind one, in the order of their ids. Reads only. */
  page(db: Database, wanted: WantedDays, from: { readonly after: bigint; readonly now: Date }): Promise<GapPage>;
  /** Whether a target is requested gap by gap. */
  asksForGaps(params: P): boolean;
  /** The requests of such targets by what is missing now, by target: for those that had to wait for their turn. */
  requests(
    db: Database,
    targets: readonly { readonly target: string; readonly params: P }[],
    now: Date,
  ): Promise<ReadonlyMap<string, readonly Params[]>>;
  /** The parameters of such a target with the days of one of its requests; `input`: that of its task. */
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

/** How the documents of a dataset are read again from their captures, by the step of its collectors that reads them. */
export interface Documents<D extends DatasetId> {
  /** So many are read and stored at a time; by default 20. Fewer where they are large. */
  readonly groupSize?: number;
  /** A page of those that are stored or set aside, by their keys. */
  page(db: Store['sql'], question: RereadQuestion): Promise<readonly RereadableDocument[]>;
  /** Stores other readings of some and says what each changed, in their order; a dry run takes all of it back. */
  reread(
    store: Store,
    records: readonly RecordOf<D>[],
    options: { readonly dryRun: boolean; readonly parserVersion: number },
  ): Promise<readonly Reread[]>;
}

/** How a dataset is called, and what is counted of it, in the words of a person, in the singular. */
export interface DatasetWords {
  readonly title: string;
  readonly target: string;
  readonly found: string;
  readonly created: string;
}

/** What is stored of a dataset, in a few figures. */
export interface DatasetSummary {
  /** `name`: as a field; `noun`: what one of them is called. */
  readonly counts: readonly { readonly name: string; readonly noun: string; readonly count: number }[];
  /** The first and the last day or instant that it is of; null where nothing is stored, or it has none. */
  readonly first: string | null;
  readonly latest: string | null;
}

/** One dataset: its targets, when they are worth a request, from which sources, and what the outcome means. */
export interface DatasetDefinition<D extends DatasetId, P extends z.ZodObject = z.ZodObject> {
  readonly id: D;
  readonly words: DatasetWords;
  /** What is stored of it now. */
  summary(store: Pick<Store, 'db' | 'sql'>): Promise<DatasetSummary>;
  /** What one target of it is. */
  readonly target: TargetKind;
  /** The parameters of its targets, as its collectors take them and the ledger keeps them. */
  readonly params: P;
  /** The targets that a run names, and the tickers that lead to none. */
  targets(db: Database, run: TargetsRun, context: TargetsContext): Promise<Candidates>;
  /** Widens the parameters of a schedule so that nothing falls between two slots; null: they stay. */
  readonly lookback:
    | ((db: Database, candidates: readonly Candidate[], now: Date) => Promise<readonly Candidate[]>)
    | null;
  /** A success that covers the request counts as fresh for so long, ms; null: never. */
  readonly freshMs: number | null;
  /** Whether there can be anything new between two instants; null: at any time. */
  readonly hasNews: ((from: Date, to: Date) => boolean) | null;
  readonly marketLists: MarketLists | null;
  /** The most requests that a target with these parameters leads to. */
  maxRequests(params: z.output<P>): number;
  /** The order of its sources; `chain`: that of its collectors. Disabled sources are skipped. */
  sources(chain: readonly SourceId[], params: z.output<P>, availability: SourceAvailability): readonly SourceId[];
  /** Parameters that differ for a fallback source; null: none. */
  readonly asFallback: Readonly<Partial<z.output<P>>> | null;
  /** Null: its targets are not served by whole days of markets. */
  readonly sharedDays: SharedDays<z.output<P>> | null;
  /** Null: missing data cannot be requested later. */
  readonly backfill: Backfill<z.output<P>> | null;
  /** The parameters of a newly tracked ticker; null: it is not requested. */
  readonly onTrack: RunRequest['params'] | null;
  /** The parameters of a run when tickers are tracked for the first time of all; null: its schedule is soon enough. */
  readonly onFirstTrack: RunRequest['params'] | null;
  /** What a schedule of it can be given, as a run takes it: `daysBack` is written `days_back` outside. */
  readonly scheduleParams: z.ZodObject;
  /** Null: none of its answers is kept for good. */
  readonly documents: Documents<D> | null;
  /** Whether a slot cancels the remaining tasks of an earlier one. Not if no later run would name these again. */
  readonly supersedes: boolean;
}

/** A dataset, whatever its parameters. */
export interface Dataset<D extends DatasetId> extends DatasetDefinition<D> {}

/** Any dataset, as the engine sees it. */
export type AnyDataset = Dataset<DatasetId>;

/** Checks that a definition is complete. Its callers pass parameters that its own schema has parsed. */
export const defineDataset = <D extends DatasetId, P extends z.ZodObject>(
  definition: DatasetDefinition<D, P>,
): Dataset<D> => definition as Dataset<D>;

/** Triggers of schedules, which spend nothing on what came by other ways. */
export const asksBySchedule: readonly Trigger[] = ['schedule', 'late'];

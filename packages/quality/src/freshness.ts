// Judges by when datasets have their sessions, by the clock of each exchange and from coverage: a run that never began
// is late too.

import {
  addDays,
  type Day,
  dayAt,
  instantOf,
  type Mic,
  micOf,
  PipelineError,
  type TradingCalendar,
  tradingCalendar,
} from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  countReady,
  type Deadline,
  deadlines,
  keepQaFindings,
  keepReady,
  lapseDeadlines,
  publishQaEvent,
  type QualityInstrument,
  qualityUniverse,
  resolveDisabled,
  setDeadline,
} from '@tickermill/store/quality';

/** The name under which a missed deadline is found. */
const late = 'late';
const minuteMs = 60_000;

/** How a dataset stands at an exchange. */
export interface Freshness {
  readonly dataset: string;
  readonly exchange: Mic;
  /** The last session that is there; null: none was yet. */
  readonly session: Day | null;
  readonly readyAt: Date | null;
  /** The session that is due next, or was missed. */
  readonly due: { readonly session: Day; readonly at: Date };
  /** How much of it is there, percent. */
  readonly percent: number;
  /** `ready`: it is there; `waiting`: its deadline is to come; else it was missed by so much. */
  readonly state: 'ready' | 'waiting' | 'late' | 'critical';
  readonly lateMinutes: number;
}

/** The instant of the deadline of a session: at that time of its day, or of the next where it closes later. */
export function deadlineOf(
  { wallTime, zone }: Pick<Deadline, 'wallTime' | 'zone'>,
  session: Day,
  calendar: TradingCalendar,
): Date {
  const at = instantOf(`${session}T${wallTime}:00`, zone);
  const closesAt = calendar.session(session)?.closesAt;
  return closesAt === undefined || at > closesAt ? at : instantOf(`${addDays(session, 1)}T${wallTime}:00`, zone);
}

/** The state of a session of which so much is there, and by how much its deadline was missed. */
export function judgeDeadline(
  {
    percent: wanted,
    warningMinutes,
    criticalMinutes,
  }: Pick<Deadline, 'percent' | 'warningMinutes' | 'criticalMinutes'>,
  { percent, at, now }: { percent: number; at: Date; now: Date },
): Pick<Freshness, 'state' | 'lateMinutes'> {
  if (percent >= wanted) return { state: 'ready', lateMinutes: 0 };
  const lateMinutes = Math.floor((now.getTime() - at.getTime()) / minuteMs);
  if (lateMinutes < warningMinutes) return { state: 'waiting', lateMinutes: 0 };
  return { state: lateMinutes >= criticalMinutes ? 'critical' : 'late', lateMinutes };
}

/** What is to be changed of a deadline; what is not named stays. */
export type DeadlineChange = {
  readonly [F in 'wallTime' | 'zone' | 'warningMinutes' | 'criticalMinutes' | 'percent' | 'enabled']?:
    | Deadline[F]
    | undefined;
};

/** Changes a deadline. A miss of one that is disabled is over. @throws {PipelineError} `NOT_FOUND`, `INVALID_INPUT` */
export async function changeDeadline(
  tx: Store['sql'],
  { dataset, mic }: Pick<Deadline, 'dataset' | 'mic'>,
  change: DeadlineChange,
  { by }: { by: string },
): Promise<Deadline> {
  const before = (await deadlines(tx)).find((each) => each.dataset === dataset && each.mic === mic);
  if (!before) throw new PipelineError('NOT_FOUND', `${dataset} has no deadline at ${mic}.`);
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const changed: Deadline = { ...before, ...Object.fromEntries(named) };
  if (changed.criticalMinutes < changed.warningMinutes)
    throw new PipelineError('INVALID_INPUT', 'critical_minutes: must not be below warning_minutes', {
      detail: { field: 'critical_minutes' },
    });
  await setDeadline(tx, changed);
  if (before.enabled && !changed.enabled) {
    await resolveDisabled(tx, { checkId: late, subjects: [subjectOf(dataset, mic)], by });
    await publishQaEvent(tx, 'deadline.lapsed', { dataset, exchange: mic });
  }
  return changed;
}

const subjectOf = (dataset: string, exchange: string) => `${dataset}/${exchange}`;

/** A freshness with what it was judged from. */
interface Judged extends Freshness {
  readonly instrumentIds: readonly bigint[];
}

/** The datasets at each exchange of which anything is requested every night. */
export const viewFreshness = async (deps: FreshnessDeps): Promise<Freshness[]> =>
  (await judge(deps)).map(({ instrumentIds, ...freshness }) => freshness);

interface FreshnessDeps {
  readonly store: Pick<Store, 'sql' | 'reads' | 'transaction'>;
  readonly now: () => Date;
}

async function judge({ store, now }: FreshnessDeps): Promise<Judged[]> {
  const instant = now();
  const active = (await qualityUniverse(store.reads, instant)).filter(({ isActive }) => isActive);
  const judged: Judged[] = [];
  for (const deadline of (await deadlines(store.sql)).filter(({ enabled }) => enabled)) {
    const { dataset, mic } = deadline;
    const calendar = tradingCalendar(mic);
    const session = calendar.lastSettledSession(instant);
    const instrumentIds = wantedAt(active, mic, session.opensAt);
    if (instrumentIds.length === 0) continue;
    const ready = await countReady(store.sql, dataset, { instrumentIds, session: session.day });
    const percent = (100 * ready) / instrumentIds.length;
    const at = deadlineOf(deadline, session.day, calendar);
    const verdict = judgeDeadline(deadline, { percent, at, now: instant });
    judged.push({
      dataset,
      exchange: mic,
      session: verdict.state === 'ready' ? session.day : deadline.readySession,
      readyAt: deadline.readyAt,
      due: { session: session.day, at },
      percent,
      instrumentIds,
      ...verdict,
    });
  }
  return judged;
}

/** What is requested every night at an exchange; what was tracked since the session opened is not missed yet. */
const wantedAt = (active: readonly QualityInstrument[], mic: Mic, opened: Date): bigint[] =>
  active
    .filter((each) => micOf(each.symbol, each.mic) === mic && each.trackedSince !== null && each.trackedSince < opened)
    .map(({ instrumentId }) => instrumentId);

/** Judges every deadline: a session that is there is published once, one that is missed is a finding until it is. */
export async function judgeDeadlines(deps: FreshnessDeps): Promise<void> {
  const judged = await judge(deps);
  await lapseDeadlines(deps.store.sql, {
    checkId: late,
    judged: judged.map(({ dataset, exchange }) => subjectOf(dataset, exchange)),
  });
  for (const { dataset, exchange, due, percent, state, lateMinutes, instrumentIds } of judged) {
    const about = { dataset, mic: exchange, session: due.session, instrumentIds };
    if (state === 'ready') await keepReady(deps.store.sql, about);
    const subject = subjectOf(dataset, exchange);
    const details = { session: due.session, deadline: due.at.toISOString(), percent: Math.floor(percent) };
    const severity = state === 'critical' ? ('critical' as const) : ('warning' as const);
    const isLate = state === 'late' || state === 'critical';
    const found = { subject, instrumentId: null, date: due.session, severity, details, hash: severity };
    await deps.store.transaction(async (tx) => {
      const { raised } = await keepQaFindings(tx, {
        checkId: late,
        runId: null,
        found: isLate ? [found] : [],
        today: dayAt(deps.now(), 'UTC'),
        judgedFrom: '1900-01-01',
        judgedEach: null,
        instrumentIds: null,
        subjects: [subject],
      });
      if (raised === 0) return;
      const event = { dataset, exchange, session: due.session, deadline: due.at.toISOString() };
      await publishQaEvent(tx, 'deadline.missed', { ...event, severity, late_minutes: lateMinutes, percent });
    });
  }
}

import type { Day } from '@tickermill/core';
import type {
  CheckPreviewView,
  CheckView,
  DaySummaryView,
  ExemptionView,
  FindingDetail,
  FindingView,
  SummaryView,
} from '@tickermill/core/contracts';
import {
  type CheckPreview,
  checks,
  describeThreshold,
  type EffectiveCheck,
  type FindingHistory,
  type NightSummary,
} from '@tickermill/quality';
import type { DaySummary, Exemption, OpenFindings, QaFinding } from '@tickermill/store/quality';
import type { Columns } from '../csv.ts';

const lateRemedy =
  'See "tickermill status" and docs/runbooks/lag-spike.md: a run that did not begin, or a source that is quiet.';
const failedCheckRemedy = 'Read the log of the worker (QAFAIL) and docs/runbooks/quality-run-failed.md.';
const remedyOf = (checkId: string) =>
  checks.find(({ id }) => id === checkId)?.remedy ?? (checkId === 'late' ? lateRemedy : failedCheckRemedy);
const instant = (at: Date | null) => at?.toISOString() ?? null;
const row = (id: bigint | null) => (id === null ? null : String(id));

/** A finding as the API shows it. */
export const viewFinding = (finding: QaFinding): FindingView => ({
  id: String(finding.id),
  check: finding.checkId,
  symbol: finding.symbol,
  date: finding.date,
  severity: finding.severity,
  details: { ...finding.details },
  remedy: remedyOf(finding.checkId),
  created_at: finding.createdAt.toISOString(),
  run_id: row(finding.runId),
  seen_at: finding.seenAt.toISOString(),
  times: finding.times,
  fetches: finding.heals,
  resolved_at: instant(finding.resolvedAt),
  resolved_as: finding.resolvedAs,
  resolved_by: finding.resolvedBy,
  resolved_run_id: row(finding.resolvedRunId),
  note: finding.note,
  exemption: finding.exemption,
  archived_at: instant(finding.archivedAt),
});

/** A finding with the backfills that were to mend it. */
export const viewFindingDetail = ({ finding, heals }: FindingHistory): FindingDetail => ({
  ...viewFinding(finding),
  history: heals.map(({ runId, requestedAt, finishedAt, state, sources }) => ({
    run_id: String(runId),
    requested_at: requestedAt.toISOString(),
    finished_at: instant(finishedAt),
    state,
    sources,
  })),
});

/** A check as it is in force, with its open findings. */
export function viewCheck(
  { check, thresholds, rollUp, ...each }: EffectiveCheck,
  open: readonly OpenFindings[],
): CheckView {
  const { info, warning, critical, symbols, exempt } = open.find(({ checkId }) => checkId === check.id) ?? none;
  const usual = check.thresholds.parse({}) as Record<string, number>;
  return {
    check: check.id,
    finds: check.finds,
    remedy: check.remedy,
    enabled: each.enabled,
    severity: each.severity,
    heals: check.heals,
    thresholds: Object.entries(thresholds).map(([name, value]) => ({
      name,
      value,
      usual: usual[name] ?? value,
      ...describeThreshold(check.thresholds, name),
    })),
    roll_up: rollUp,
    colour: each.colour,
    next_colour: each.nextColour,
    open: { info, warning, critical, symbols },
    exempt,
    succeeded_at: instant(each.succeededAt),
    updated_by: each.updatedBy,
    updated_at: instant(each.updatedAt),
  };
}
const none = { info: 0, warning: 0, critical: 0, symbols: 0, exempt: 0 };

/** What a check would find. */
export const viewPreview = (
  check: string,
  { from, thresholds, found, foundNow, instruments, sample }: CheckPreview,
): CheckPreviewView => ({
  check,
  from,
  thresholds: { ...thresholds },
  found,
  found_now: foundNow,
  symbols: instruments,
  sample: sample.map(({ symbol, date, details }) => ({ symbol, date, details: { ...details } })),
});

/** What a check came to on a day. */
export const viewDaySummary = ({ checkId, runId, ranAt, ...summary }: DaySummary): DaySummaryView => ({
  ...summary,
  check: checkId,
  run_id: row(runId),
  ran_at: ranAt.toISOString(),
});

/** An exemption as the API shows it. */
export const viewExemption = ({
  id,
  checkId,
  createdAt,
  createdBy,
  endedAt,
  endedBy,
  ...each
}: Exemption): ExemptionView => ({
  ...each,
  id: String(id),
  check: checkId,
  created_at: createdAt.toISOString(),
  created_by: createdBy,
  ended_at: instant(endedAt),
  ended_by: endedBy,
});
/** The list that each figure counts. */
const rowsOfFigure: Readonly<Record<SummaryView['figures'][number]['name'], string>> = {
  active: 'tickers?figure=active',
  new_30d: 'tickers?figure=new_30d',
  delisted_30d: 'tickers?figure=delisted_30d',
  lagging: 'tickers/lagging',
  missing_dates: 'tickers/missing-dates',
  fetch_errors: 'fetch/errors',
  price_jumps_7d: 'qa/failures?figure=price_jumps_7d',
};

/** The figures of a night, each with the list that it counts; `date` as it was asked for. */
export function viewNightSummary({ night, universe, figures }: NightSummary, date: Day | undefined): SummaryView {
  const rows = (list: string) => (date === undefined ? list : `${list}${list.includes('?') ? '&' : '?'}date=${date}`);
  return {
    as_of: night.at.toISOString(),
    universe,
    figures: figures.map(({ before, thresholds, ...figure }) => ({
      ...figure,
      change: figure.count - before,
      thresholds: thresholds && { measure: thresholds.measure, yellow: thresholds.yellow, red: thresholds.red },
      rows: rows(rowsOfFigure[figure.name]),
    })),
  };
}

/** The columns of exemptions as CSV. */
export const exemptionColumns: Columns<ExemptionView> = {
  id: ({ id }) => id,
  check: ({ check }) => check,
  ticker: ({ ticker }) => ticker,
  reason: ({ reason }) => reason,
  until: ({ until }) => until,
  created_at: ({ created_at }) => created_at,
  created_by: ({ created_by }) => created_by,
  ended_at: ({ ended_at }) => ended_at,
  ended_by: ({ ended_by }) => ended_by,
  findings: ({ findings }) => findings,
};

/** The columns of findings as CSV. */
export const findingColumns: Columns<FindingView> = {
  id: ({ id }) => id,
  check: ({ check }) => check,
  symbol: ({ symbol }) => symbol,
  date: ({ date }) => date,
  severity: ({ severity }) => severity,
  details: ({ details }) => JSON.stringify(details),
  created_at: ({ created_at }) => created_at,
  resolved_at: ({ resolved_at }) => resolved_at,
  resolved_as: ({ resolved_as }) => resolved_as,
};

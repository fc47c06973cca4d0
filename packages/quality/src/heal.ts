import { dayAt, earliestDay, type Log } from '@tickermill/core';
import { type EngineDeps, startBackfill } from '@tickermill/engine';
import { healableFindings, keepHeals, uncoverDays } from '@tickermill/store/quality';
import { lagCheck } from './checks/lag-check.ts';
import { checks } from './registry.ts';

/** A finding is fetched again at most so many times. */
const tries = 3;
/** So many findings are mended at a time, the latest days first; the next run goes on. */
const limit = 5_000;

/**
 * Has what can be mended fetched again, by one backfill: the days are taken out of coverage, and become gaps. Only the
 * check itself resolves its findings. Returns the run; null if there is nothing to mend.
 */
export async function healFindings({ log, ...deps }: EngineDeps & { readonly log: Log }): Promise<bigint | null> {
  const { store, now } = deps;
  const checkIds = checks.filter(({ heals }) => heals).map(({ id }) => id);
  const findings = await healableFindings(store.sql, { checkIds, tries, limit });
  if (findings.length === 0) return null;
  // What follows the last stored day is a gap already.
  const stored = findings.filter(({ checkId }) => checkId !== lagCheck.id);
  await store.sqlTransaction((tx) => uncoverDays(tx, stored));
  const today = dayAt(now(), 'UTC');
  const { id } = await startBackfill(deps, {
    dataset: 'daily-prices',
    tickers: findings.map(({ ticker }) => ticker),
    from: findings.reduce((first, { date }) => earliestDay(first, date), today),
    to: today,
  });
  await store.sqlTransaction((tx) =>
    keepHeals(
      tx,
      id,
      findings.map((finding) => finding.id),
    ),
  );
  log.info('findings are fetched again', { run_id: String(id), findings: findings.length });
  return id;
}

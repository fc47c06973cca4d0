// Nights of the sandbox, each with its restatements, amendments, late facts and splits: what is stored is its truth.

import { toPeriods } from '@tickermill/collectors';
import { addDays, type Day } from '@tickermill/core';
import { requestRun } from '@tickermill/engine';
import { stockMetricsChore } from '@tickermill/engine/maintenance';
import { earningsHistory, earningsRevisions, factsOf, metricsOf } from '@tickermill/store/fundamentals';
import { expect } from 'chai';
import type { ToBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

interface Period {
  readonly period: string;
  readonly fiscalYear: number;
  readonly start: string;
  readonly end: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

interface Truth {
  readonly cik: string;
  readonly reports: readonly { readonly accession: string; readonly filed: string }[];
  readonly periods: readonly Period[];
}

const keyOf = ({ period, end }: Pick<Period, 'period' | 'end'>) => `${period} ${end}`;
const inOrder = (periods: readonly Period[]) =>
  [...periods].sort((one, other) => (one.end + one.period < other.end + other.period ? -1 : 1));
/** The sandbox's reports state none. */
const unstated = 'dividends_per_share';

/** Stored or computed periods as the sandbox tells its own. */
const toComparable = (
  periods: readonly (Omit<Period, 'figures'> & { figures: Readonly<Record<string, { value: string | null }>> })[],
) =>
  inOrder(
    periods.map(({ period, fiscalYear, start, end, figures }) => ({
      period,
      fiscalYear,
      start,
      end,
      figures: Object.fromEntries(
        Object.entries(figures)
          .filter(([name]) => name !== unstated)
          .map(([name, { value }]) => [name, value === null ? null : Number(value)]),
      ),
    })),
  );

/** Goes through the nights from a day to a day. Returns what has happened in them. */
export async function goThroughNights(
  toBackend: ToBackend,
  { tickers, from, to }: { tickers: readonly string[]; from: Day; to: Day },
): Promise<{ nights: number; late: number; revisions: number; mixed: number }> {
  let day = from;
  const now = () => Date.parse(`${day}T23:00:00Z`);
  const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const thread = await openThread(toBackend, {
    now: () => new Date(now()),
    clock: { now, delay },
    settings: { years: 2 },
  });
  const happened = { nights: 0, late: 0, revisions: 0, mixed: 0 };
  try {
    await thread.listCompanies();
    const before = new Map<string, Truth>();
    const revised = new Map<string, string[]>();
    for (; day <= to; day = addDays(day, 1)) {
      happened.nights += 1;
      const truths = new Map<string, Truth>();
      for (const ticker of tickers) truths.set(ticker, await truthOf(thread, ticker, `as_of=${day}`));
      // A company without anything new would answer what it did: of these one is asked every night all the same.
      const news = tickers.filter(
        (ticker, nth) =>
          truths.get(ticker)?.reports.length !== before.get(ticker)?.reports.length ||
          nth === happened.nights % tickers.length,
      );
      await night(thread, news);
      for (const [ticker, truth] of truths) {
        const { cik, periods } = truth;
        expect(toComparable(await earningsHistory(thread.store.sql, cik)), `${ticker} ${day}`).to.deep.equal(
          inOrder(periods),
        );
        const known = before.get(ticker);
        if (known) revised.set(ticker, [...(revised.get(ticker) ?? []), ...changesBetween(known.periods, periods)]);
        before.set(ticker, truth);
        happened.mixed += periods.filter(
          ({ period, figures }) => period === 'Q4' && figures['eps_diluted'] === null,
        ).length;
      }
      if (news.length > 0) await checkMetrics(thread, day, truths);
    }
    day = addDays(day, -1);
    for (const [ticker, { cik, reports }] of before) {
      const revisions = await earningsRevisions(thread.store.sql, cik);
      const told = revisions.map(({ period, end, figure, value, replacedBy }) =>
        [period, end, figure, Number(value), replacedBy === null ? null : Number(replacedBy)].join(' '),
      );
      expect(told.sort(), `revisions of ${ticker}`).to.deep.equal((revised.get(ticker) ?? []).sort());
      happened.revisions += revisions.length;
      happened.late += await checkAsOf(thread, ticker, {
        cik,
        day,
        reports: reports.filter(({ filed }) => filed >= from),
      });
    }
    return happened;
  } finally {
    await thread.close();
  }
}

const truthOf = (thread: Thread, ticker: string, query: string) =>
  thread.ask<Truth>(`truth/company-facts?ticker=${ticker}&${query}`);

async function night(thread: Thread, tickers: readonly string[]): Promise<void> {
  if (tickers.length === 0) return;
  const request = { tickers, params: {}, force: true };
  const id = await requestRun(thread, { dataset: 'company-facts', trigger: 'manual', request });
  const { state } = await thread.awaitRun(id);
  expect(state).to.equal('done');
}

/** The figures of one night that are others at the next. */
function changesBetween(before: readonly Period[], after: readonly Period[]): string[] {
  const now = new Map(after.map((each) => [keyOf(each), each.figures]));
  return before.flatMap((each) =>
    Object.entries(each.figures).flatMap(([figure, value]) => {
      const next = now.get(keyOf(each))?.[figure] ?? null;
      return value === null || next === value ? [] : [[each.period, each.end, figure, value, next].join(' ')];
    }),
  );
}

/** Debt over equity, and earnings of four quarters per share, are those of the figures of this night. */
async function checkMetrics(thread: Thread, day: Day, truths: ReadonlyMap<string, Truth>): Promise<void> {
  const chore = stockMetricsChore(thread, 60_000);
  while ((await chore.run()) === 'more');
  for (const [ticker, { cik, periods }] of truths) {
    const last = inOrder(periods).at(-1);
    if (!last) continue;
    const [instrument] = await thread.rows<{ id: bigint }>(`SELECT id FROM instruments WHERE cik = '${cik}'`);
    const metrics = await metricsOf(thread.store.sql, instrument?.id ?? 0n);
    const metricOf = (name: string) => metrics.find(({ metric }) => metric === name)?.value ?? null;
    const { total_debt: debt, equity } = last.figures;
    expect(Number(metricOf('debt_to_equity')), `${ticker} ${day}`).to.be.closeTo(
      Number(debt) / Number(equity),
      0.000_001,
    );
  }
}

/** As of each day on which something was filed the figures are those of the reports that were filed by then. Returns how many were late. */
async function checkAsOf(
  thread: Thread,
  ticker: string,
  { cik, reports, day }: { cik: string; reports: Truth['reports']; day: Day },
): Promise<number> {
  let late = 0;
  for (const filed of new Set(reports.map((each) => each.filed))) {
    const { periods } = await truthOf(thread, ticker, `as_of=${day}&filed_by=${filed}`);
    const known = toPeriods(await factsOf(thread.store.sql, { cik, filedBy: filed }));
    expect(toComparable(known), `${ticker} as of ${filed}`).to.deep.equal(inOrder(periods));
    const then = await truthOf(thread, ticker, `as_of=${filed}`);
    if (!then.reports.some((each) => each.filed === filed)) late += 1;
  }
  return late;
}

// Metrics that a generic card of the dashboard draws: one entry is all that a new one takes.

import { addDays, dayAt, Severity } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { alertsByDay } from '@tickermill/store/alerts';
import { universeMonths } from '@tickermill/store/dashboard';
import { openTaskCounts } from '@tickermill/store/ledger';
import { sourceActivityByDay } from '@tickermill/store/sources';

interface MetricInput {
  readonly store: Store;
  readonly now: Date;
}

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: string, y: number])[];
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A metric, told by its slug; its data have the shape of its kind. */
type PlugInMetric = {
  readonly slug: string;
  readonly title: string;
  readonly unit: string | null;
} & (
  | { readonly kind: 'number'; read(input: MetricInput): Promise<number> }
  | { readonly kind: 'series'; read(input: MetricInput): Promise<readonly Series[]> }
  | { readonly kind: 'table'; read(input: MetricInput): Promise<Table> }
);

const monthsShown = 6;
const daysShown = 30;

/** Every plug-in metric. */
export const plugInMetrics: readonly PlugInMetric[] = [
  {
    slug: 'universe-months',
    title: 'New and delisted, by month',
    unit: 'instruments',
    kind: 'series',
    async read({ store, now }) {
      const months = await universeMonths(store.reads, { months: monthsShown, now });
      return [
        { name: 'listed', points: months.map(({ month, listed }) => [month, listed] as const) },
        { name: 'delisted', points: months.map(({ month, delisted }) => [month, delisted] as const) },
      ];
    },
  },
  {
    slug: 'requests-by-day',
    title: 'Requests to each source, by day',
    unit: 'requests',
    kind: 'series',
    async read({ store, now }) {
      const to = dayAt(now, 'UTC');
      const days = await sourceActivityByDay(store.reads, { from: addDays(to, 1 - daysShown), to });
      return [...new Set(days.map(({ source }) => source))].map((name) => ({
        name,
        points: days.filter(({ source }) => source === name).map(({ day, requests }) => [day, requests] as const),
      }));
    },
  },
  {
    slug: 'alerts-by-day',
    title: 'Alerts by severity, by day',
    unit: 'alerts',
    kind: 'series',
    async read({ store, now }) {
      const to = dayAt(now, 'UTC');
      const days = await alertsByDay(store.reads, { from: addDays(to, 1 - daysShown), to });
      return Severity.options.map((name) => ({
        name,
        points: days.filter(({ severity }) => severity === name).map(({ day, count }) => [day, count] as const),
      }));
    },
  },
  {
    slug: 'open-tasks',
    title: 'Open tasks of each source',
    unit: 'tasks',
    kind: 'table',
    async read({ store }) {
      const counts = await openTaskCounts(store.db);
      return {
        columns: ['source', 'waiting', 'queued', 'running'],
        rows: counts.map(({ source, waiting, queued, running }) => [source, waiting, queued, running] as const),
      };
    },
  },
];

// Contracts of what the dashboard needs besides the pages' own data: search, plug-in metrics, reports of browsers.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { ScreenQuery, ScreenView } from './fundamentals.ts';
import { AskedName, Paging, pageOf, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** Something that a search has found. */
const FoundView = z
  .object({
    kind: z.enum(['ticker', 'insider', 'filing', 'run', 'error-code']),
    id: z.string(),
    title: z.string(),
    detail: z.string(),
    page: z.string().describe('The page of the dashboard about it.'),
  })
  .meta({ id: 'Found' });

export const SearchResponse = z.object({ items: z.array(FoundView) });

const metric = {
  slug: z.string(),
  title: z.string(),
  kind: z.enum(['number', 'series', 'table']).describe('How a card draws it.'),
};
export const MetricsResponse = z.object({ items: z.array(z.object(metric)) });
export const MetricView = z
  .object({
    ...metric,
    unit: z.string().nullable(),
    data: z
      .unknown()
      .describe('`number`: a number. `series`: `[{name, points: [[x, y], …]}]`. `table`: `{columns, rows}`.'),
  })
  .meta({ id: 'Metric' });

const ClientLog = z.strictObject({
  message: z.string().trim().min(1).max(2_000),
  stack: z.string().max(10_000).optional(),
  url: z.string().max(2_000).optional(),
  build: z.string().max(100).optional(),
});
export const ClientLogsResponse = pageOf(
  z.object({
    id: z.string(),
    at: Instant,
    caller: z.string(),
    message: z.string(),
    stack: z.string().nullable(),
    url: z.string().nullable(),
    build: z.string().nullable(),
    user_agent: z.string().nullable(),
  }),
);

const tag = 'Dashboard';

export const dashboardRoutes = {
  search: defineRoute({
    id: 'search',
    method: 'get',
    path: '/search',
    tag,
    role: 'viewer',
    summary: 'What a word names: a ticker, a company or insider by name, a CIK, an accession, a run, an error code.',
    query: z.object({ q: AskedName.trim().min(1) }),
    answers: { 200: SearchResponse },
  }),
  metrics: defineRoute({
    id: 'listMetrics',
    method: 'get',
    path: '/metrics',
    tag,
    role: 'viewer',
    summary:
      'With bounds such as `max_pe=15` or with `sort`, a screen: the stocks whose metrics lie within. Without, the metrics that a generic card of the dashboard can draw.',
    query: ScreenQuery,
    answers: { 200: z.union([ScreenView, MetricsResponse]) },
    formats: ['text/csv'],
  }),
  metric: defineRoute({
    id: 'getMetric',
    method: 'get',
    path: '/metrics/{slug}',
    tag,
    role: 'viewer',
    summary: 'One of them, with its data.',
    params: z.object({ slug: AskedName }),
    answers: { 200: MetricView },
  }),
  addClientLog: defineRoute({
    id: 'addClientLog',
    method: 'post',
    path: '/client-logs',
    tag,
    role: 'viewer',
    summary: 'Reports what failed in a browser; 30 a minute of one caller, kept for 30 days.',
    body: ClientLog,
    answers: { 204: null },
  }),
  clientLogs: defineRoute({
    id: 'listClientLogs',
    method: 'get',
    path: '/client-logs',
    tag,
    role: 'operator',
    summary: 'What failed in browsers, the latest first.',
    query: Paging.extend({ safe: Safe }),
    answers: { 200: ClientLogsResponse },
    formats: ['text/csv'],
  }),
};

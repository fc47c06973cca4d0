import { errorCatalogue, PipelineError } from '@tickermill/core';
import { type ClientLogsResponse, dashboardRoutes } from '@tickermill/core/contracts';
import { keepClientLog, listClientLogs, type SearchHit, search } from '@tickermill/store/dashboard';
import type { z } from 'zod';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { isScreen, screen, screenColumns } from '../fundamentals/screen.ts';
import { plugInMetrics } from '../metrics/plug-ins.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';

/** Of one caller; a page that fails in a loop says nothing new after these. */
const logsPerMinute = 30;
const maxCodes = 8;

const logColumns: Columns<z.infer<typeof ClientLogsResponse>['items'][number]> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  caller: ({ caller }) => caller,
  message: ({ message }) => message,
  stack: ({ stack }) => stack,
  url: ({ url }) => url,
  build: ({ build }) => build,
  user_agent: ({ user_agent }) => user_agent,
};

/** What the dashboard needs besides the data of its pages: search, plug-in metrics, reports of browsers. */
export function serveDashboard(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serve(dashboardRoutes.search, async ({ query: { q } }) => {
      const found = await search(store.reads, q);
      return reply(200, { items: [...found.map((thing) => ({ ...thing, page: pageOf(thing) })), ...errorCodes(q)] });
    }),
    serve(dashboardRoutes.metrics, async ({ query, request, response }) => {
      if (!isScreen(query))
        return reply(200, { items: plugInMetrics.map(({ slug, title, kind }) => ({ slug, title, kind })) });
      const view = await screen(store, query, (page) => rangeOf(request, page));
      const about = { name: 'screen', columns: screenColumns, items: view.items, query };
      return (await sentAsCsv(request, response, about)) ? 'sent' : reply(200, view);
    }),
    serve(dashboardRoutes.metric, async ({ params: { slug } }) => {
      const metric = plugInMetrics.find((each) => each.slug === slug);
      if (!metric) throw new PipelineError('NOT_FOUND', `There is no metric ${slug}.`);
      const { title, kind, unit } = metric;
      return reply(200, { slug, title, kind, unit, data: await metric.read({ store, now: now() }) });
    }),
    serveChange(dashboardRoutes.addClientLog, ({ body, caller, request, change }) =>
      change(async ({ store: { db } }) => {
        const { message, stack = null, url = null, build = null } = body;
        const userAgent = request.headers['user-agent']?.slice(0, 500) ?? null;
        const log = { caller: caller.name, message, stack, url, build, userAgent };
        if (await keepClientLog(db, log, { at: now(), perMinute: logsPerMinute })) return reply(204);
        throw new PipelineError('TOO_MANY_AT_ONCE', `You have sent ${logsPerMinute} reports within a minute.`, {
          detail: { retry_after_s: 60 },
        });
      }),
    ),
    serve(dashboardRoutes.clientLogs, async ({ query, request, response }) => {
      const items = (await listClientLogs(store.sql, rangeOf(request, query))).map((log) => contractOf(log));
      if (await sentAsCsv(request, response, { name: 'client-logs', columns: logColumns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
  ];
}

const pages: Readonly<Record<SearchHit['kind'], string>> = {
  ticker: '/tickers/',
  insider: '/insiders/',
  filing: '/filings/',
  run: '/runs/',
};
const pageOf = ({ kind, id }: SearchHit) => pages[kind] + encodeURIComponent(id);

/** The codes of the catalogue that hold a word. */
function errorCodes(q: string) {
  const word = q
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  if (word.length < 3) return [];
  return Object.entries(errorCatalogue)
    .filter(([code]) => code.includes(word))
    .slice(0, maxCodes)
    .map(([code, { meaning }]) => ({
      kind: 'error-code' as const,
      id: code,
      title: code,
      detail: meaning,
      page: `/?panel=fetch&code=${code}`,
    }));
}

import { PipelineError } from '@tickermill/core';
import { type LakeExportView, lakeRoutes } from '@tickermill/core/contracts';
import { requestStage } from '@tickermill/engine';
import { keptLake, type LakeExport, lakeExports, lakeHoldings } from '@tickermill/store/lake';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';

/** The lake: what it holds, its exports, and a new one. */
export function serveLake({ store }: ApiContext): ServedRoute[] {
  async function lake(): Promise<string> {
    const target = await keptLake(store.sql);
    if (target === null)
      throw new PipelineError('LAKE_NOT_SET', 'No worker keeps a lake: set LAKE_DIR, or LAKE_S3_BUCKET with its keys.');
    return target;
  }
  return [
    serve(lakeRoutes.get, async () => {
      const target = await lake();
      const [last] = await lakeExports(store.sql, { target, limit: 1, offset: 0 });
      const holdings = await lakeHoldings(store.reads, target);
      const datasets = holdings.map(({ firstDay, lastDay, ...counts }) => ({
        ...counts,
        first_day: firstDay,
        last_day: lastDay,
      }));
      return reply(200, { target, last: last ? viewExport(last) : null, datasets });
    }),
    serve(lakeRoutes.exports, async ({ query: { page, limit, run } }) => {
      const items = await lakeExports(store.sql, { runId: run, ...rowsOf({ page, limit }) });
      return reply(200, { page, limit, items: items.map(viewExport) });
    }),
    serveChange(lakeRoutes.export, async ({ query, change }) => {
      await lake();
      return change(async ({ store: changed }) =>
        reply(202, { run_id: String(await requestStage({ store: changed }, 'lake', query)) }),
      );
    }),
  ];
}

const viewExport = ({
  id,
  runId,
  startedAt,
  finishedAt,
  position,
  errorCode,
  errorMessage,
  ...about
}: LakeExport): LakeExportView => ({
  ...about,
  id: String(id),
  run_id: runId === null ? null : String(runId),
  started_at: startedAt.toISOString(),
  finished_at: finishedAt?.toISOString() ?? null,
  position: position === null ? null : String(position),
  error_code: errorCode,
  error_message: errorMessage,
});

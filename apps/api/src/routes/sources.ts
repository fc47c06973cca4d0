import { PipelineError, SourceId } from '@tickermill/core';
import { sourceRoutes } from '@tickermill/core/contracts';
import { changePace, pauseSource, resumeSource, viewSources } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { endOf } from '../pause-end.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewSource } from '../views/operations.ts';

/** Sources: how they are, and an operator's hold on them. */
export function serveSources(context: ApiContext): ServedRoute[] {
  return [
    serve(sourceRoutes.list, async () => reply(200, { items: (await viewSources(context)).map(viewSource) })),
    serve(sourceRoutes.change, async ({ params, body: { pace } }) => {
      const wanted = { requests: pace.requests, perMs: pace.per_ms };
      return reply(200, viewSource(await changePace(context, existing(params.id), wanted)));
    }),
    serve(sourceRoutes.pause, async ({ params, body, caller }) => {
      const pause = { by: caller.name, reason: body.reason, until: endOf(body, context.now()) };
      return reply(200, viewSource(await pauseSource(context, existing(params.id), pause)));
    }),
    serve(sourceRoutes.resume, async ({ params }) => {
      return reply(200, viewSource(await resumeSource(context, existing(params.id))));
    }),
  ];
}

function existing(id: string): SourceId {
  const source = SourceId.safeParse(id);
  if (!source.success) throw new PipelineError('NOT_FOUND', `There is no source ${id}.`);
  return source.data;
}

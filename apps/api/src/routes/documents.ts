import { PipelineError } from '@tickermill/core';
import { documentRoutes } from '@tickermill/core/contracts';
import { replay } from '@tickermill/engine';
import { documentOf } from '@tickermill/store/datasets';
import { readCapture } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewReplay } from '../views/operations.ts';

/** Documents as they were captured, and reading them again. */
export function serveDocuments({ store }: ApiContext): ServedRoute[] {
  return [
    serve(documentRoutes.raw, async ({ params: { accession }, response }) => {
      const sha256 = await documentOf(store.sql, accession);
      if (sha256 === null) throw new PipelineError('NOT_FOUND', `There is no document of the filing ${accession}.`);
      const capture = await readCapture(store.sql, sha256);
      if (!capture) throw new PipelineError('NOT_FOUND', `The document of the filing ${accession} is no longer kept.`);
      // Not by Express, which would name an encoding: it is the document's own. It must not be taken for a page.
      response.writeHead(200, {
        'content-type': 'text/plain',
        'content-length': String(capture.body.length),
        'x-content-sha256': capture.sha256,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
      });
      response.end(capture.body);
      return 'sent';
    }),
    serve(documentRoutes.replay, async ({ body: { since, after, dry_run: dryRun, ...asked } }) =>
      reply(200, viewReplay(await replay({ store }, { ...asked, dryRun, since: since ?? null, after: after ?? null }))),
    ),
  ];
}

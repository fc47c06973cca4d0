// Adds to a request what the server called the version of the file that is held.

import type { Store } from '@tickermill/store';
import { heldFile } from '@tickermill/store/universe';
import type { UpstreamRequest } from '@tickermill/upstream';
import type { StepOf } from '../catalogue.ts';

/** The request of a step; of one that is conditional, with the validators of the file that was stored last. */
export async function requestOf(
  { sql }: Store,
  step: StepOf,
  input: Record<string, unknown>,
): Promise<UpstreamRequest> {
  const request = step.request(input);
  if (!step.isConditional) return request;
  const held = await heldFile(sql, { url: request.url, parserVersion: step.parserVersion ?? 1 });
  return {
    ...request,
    ...(held?.etag == null ? {} : { etag: held.etag }),
    ...(held?.lastModified == null ? {} : { lastModified: held.lastModified }),
  };
}

import { z } from 'zod';
import { AskedTicker } from '../identifiers.ts';
import { dataEvents } from './events/data.ts';
import { id } from './events/fields.ts';
import { fleetEvents } from './events/fleet.ts';
import { qualityEvents } from './events/quality.ts';
import { runEvents } from './events/runs.ts';
import { sourceEvents } from './events/sources.ts';
import { AskedName } from './paging.ts';
import { defineRoute } from './route.ts';

/**
 * What has happened, as `GET events` streams it in the `data` of an event; `type` is its name there too. Readers ignore
 * types that they do not know: there will be more.
 */
export const PipelineEvent = z
  .discriminatedUnion('type', [...runEvents, ...sourceEvents, ...dataEvents, ...fleetEvents, ...qualityEvents])
  .meta({ id: 'Event' });
export type PipelineEvent = z.infer<typeof PipelineEvent>;

const types = /^[a-z-]+(?:\.[a-z-]+)?(?:,[a-z-]+(?:\.[a-z-]+)?)*$/;

export const eventRoutes = {
  stream: defineRoute({
    id: 'streamEvents',
    method: 'get',
    path: '/events',
    tag: 'Events',
    role: 'viewer',
    summary:
      'Server-sent events of what happens, each an `Event`; only those that have all that is named. They go on behind the header `Last-Event-ID`; behind one that is older than 24 h an event `reset` comes first.',
    query: z.object({
      types: z
        .string()
        .regex(types, { error: 'must be types of events, such as run,filing.stored' })
        .transform((list) => list.split(','))
        .optional()
        .describe('Types, or what they begin with: `run`, `run.finished,filing`.'),
      ticker: AskedTicker.optional(),
      dataset: AskedName.optional(),
      run: id.optional(),
      last_event_id: z
        .string()
        .optional()
        .describe('Where to go on, in place of the header `Last-Event-ID`, which a page cannot set.'),
    }),
    answers: { 200: null },
    formats: ['text/event-stream'],
  }),
};

import { type FeedPoll, Instant, PipelineError } from '@tickermill/core';
import { get, isMissing } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, type Outcome, step } from '../collector.ts';
import { filingDocument } from '../insider-trades/collector.ts';
import { isOwnership, readFeed } from './atom.ts';

/** EDGAR gives no more at a time. */
const perPage = 100;
/** Two busy days: who reaches back further is better served by the daily index. */
const maxPages = 80;

/** One poll of the feed. */
export const feedParams = z.object({
  /** The instant of the poll: it names what was accepted until then. */
  at: Instant,
  /** How far back it is to reach: to what the one before has named. */
  reach: Instant,
});

/** A page of the feed, and the next older one until what was seen before shows up. New filings push others on, none off. */
const page = step({
  id: 'page',
  input: feedParams.extend({ start: z.int().min(0) }),
  title: ({ start }) => `from ${start}`,
  request: ({ start }) =>
    get(
      'https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent&type=&company=&dateb=&owner=only' +
        `&start=${start}&count=${perPage}&output=atom`,
    ),
  parse: (answer, { at, reach, start }): Outcome<FeedPoll> => {
    if (isMissing(answer)) throw new PipelineError('UNEXPECTED_ANSWER', 'EDGAR has no current feed');
    const entries = readFeed(answer.text());
    const documents = entries
      .filter(isOwnership)
      .map(({ accession, cik, filedOn }) => filingDocument({ cik, accession, filedOn }));
    const oldest = Math.min(Date.parse(at), ...entries.map(({ acceptedAt }) => acceptedAt.getTime()));
    const overlaps = oldest < Date.parse(reach);
    const goesOn = entries.length >= perPage && start / perPage + 1 < maxPages;
    if (!overlaps && goesOn) return found({ next: [page({ at, reach, start: start + perPage }), ...documents] });
    const reachedTo = overlaps ? reach : new Date(oldest).toISOString();
    return found({ records: [{ at, reachedTo }], next: documents });
  },
});

/** The ownership filings of the whole market that EDGAR has just accepted. May miss some, and owns nothing: the index does. */
export const ownershipFeed = defineCollector({
  id: 'ownership-feed',
  dataset: 'ownership-feed',
  source: 'sec-edgar',
  params: feedParams,
  steps: [page],
  start: ({ params }) => page({ ...params, start: 0 }),
});

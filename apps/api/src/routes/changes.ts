import { Day, PipelineError } from '@tickermill/core';
import { changeRoutes, type JournalEntryView } from '@tickermill/core/contracts';
import type { Column } from '@tickermill/lake';
import { placeAt, pollChanges, type StoredChange } from '@tickermill/store/changes';
import { type Position, toEventId, toPosition } from '@tickermill/store/events';
import { ciksOf } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { sendTable, tableType } from '../tables.ts';
import { knownInstrument } from '../ticker-filter.ts';

const text = (value: unknown) => (value === undefined || value === null ? null : String(value));

const columns: Column<JournalEntryView>[] = [
  { name: 'cursor', type: 'text', of: ({ cursor }) => cursor },
  { name: 'at', type: 'instant', of: ({ at }) => at },
  { name: 'kind', type: 'text', of: ({ kind }) => kind },
  { name: 'what', type: 'text', of: ({ detail }) => text(detail['what']) },
  { name: 'tickers', type: 'text', of: ({ tickers }) => tickers.join(' ') },
  { name: 'instrument_id', type: 'bigint', of: ({ instrument_id }) => instrument_id },
  { name: 'cik', type: 'text', of: ({ cik }) => cik },
  { name: 'day', type: 'date', of: ({ day }) => day },
  { name: 'detail', type: 'text', of: ({ detail }) => JSON.stringify(detail) },
];

const lost = () =>
  new PipelineError(
    'CURSOR_LOST',
    'Not everything since then is known any more: take a whole copy anew, then ask for what follows.',
  );

/** The journal of changes. */
export function serveChanges({ store }: ApiContext): ServedRoute[] {
  /** The place that a cursor, a day or an instant names; null: before everything. */
  async function placeOf(since: string | undefined): Promise<Position | null> {
    if (since === undefined) return null;
    const position = toPosition(since);
    if (position) return position;
    const place = await placeAt(store.reads, new Date(Day.safeParse(since).success ? `${since}T00:00:00Z` : since));
    if (place === null) throw lost();
    return place;
  }
  return [
    serve(changeRoutes.list, async ({ query, request, response }) => {
      const { since, kind: kinds, ticker, limit, safe } = query;
      const type = tableType(request);
      const instrument = ticker === undefined ? null : await knownInstrument(store.db, ticker);
      const filter = {
        kinds,
        ...(instrument && {
          instrumentId: instrument.instrumentId,
          ciks: await ciksOf(store.db, instrument.instrumentId),
        }),
      };
      const polled = await pollChanges(store.reads, filter, { after: await placeOf(since), limit });
      if (polled === null) throw lost();
      const next = toEventId(polled.next);
      response.set({ 'next-cursor': next, 'has-more': String(polled.hasMore) });
      const items = polled.items.map(viewChange);
      if (!type) return reply(200, { items, cursor: next, has_more: polled.hasMore });
      await sendTable(response, { type, name: 'changes', columns, batches: [items], safe });
      return 'sent';
    }),
  ];
}

const viewChange = ({ txid, id, at, instrumentId, ...change }: StoredChange): JournalEntryView => ({
  ...change,
  cursor: toEventId({ txid, id }),
  at: at.toISOString(),
  instrument_id: instrumentId === null ? null : String(instrumentId),
});

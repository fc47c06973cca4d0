import { type ListedKind, type Listing, toListedSymbol } from '@tickermill/core';
import { z } from 'zod';
import { currencyOf, isinOf, type ListingRow, sortedFlags, textOf, toListing, untrusted } from '../listing-file.ts';

const Page = z.object({
  content: z.array(z.unknown()),
  totalPages: z.int().optional(),
  totalElements: z.int().optional(),
});
const Components = z.array(
  z.object({ content: z.array(z.object({ name: z.string().optional(), value: z.unknown() })) }),
);
const text = z.string().nullish();
const Row = z.object({
  tidm: z.string().trim().min(1),
  isin: text,
  issuername: text,
  description: text,
  name: text,
  currency: text,
  category: text,
});

const kindOfCategory: Readonly<Record<string, ListedKind>> = {
  EQUITY: 'stock',
  ETFS: 'etf',
  ETF: 'etf',
  ETCS: 'note',
  ETNS: 'note',
  BONDS: 'bond',
  BOND: 'bond',
};

/**
 * An answer of the price explorer of London's site: JSON whose component `priceexplorersearch` holds a page of rows. It is
 * a list only if it is the only page.
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parsePriceExplorer(bytes: Buffer): Listing {
  const { data } = Components.safeParse(jsonOf(textOf('lse', bytes)));
  const entries = data?.flatMap(({ content }) => content) ?? [];
  const entry = entries.find(({ name }) => name === 'priceexplorersearch') ?? entries[0];
  const { data: page } = Page.safeParse(entry?.value);
  if (!page) {
    const column = 'priceexplorersearch';
    throw untrusted('LISTING_STRUCTURE', 'lse', `is JSON without a page "${column}".`, { column });
  }
  const { content, totalPages = 1, totalElements = content.length } = page;
  if (totalPages > 1 || totalElements !== content.length) {
    const why = `is one of ${totalPages} pages, with ${content.length} of ${totalElements} instruments.`;
    throw untrusted('LISTING_CUT_OFF', 'lse', why);
  }
  return toListing('lse', bytes, { asOf: null, rows: content.map(toRow) });
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw untrusted('LISTING_CUT_OFF', 'lse', 'is JSON that breaks off.');
  }
}

function toRow(row: unknown, nth: number): ListingRow {
  const place = { line: nth + 1, text: JSON.stringify(row) };
  const { data, error } = Row.safeParse(row);
  if (!data) return { ...place, reason: `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` };
  const { isin, flags } = isinOf(data.isin ?? '');
  return {
    ...place,
    instrument: {
      symbol: toListedSymbol(data.tidm, 'XLON'),
      exchangeSymbol: data.tidm,
      name: (data.issuername ?? data.name ?? data.description ?? '').trim(),
      mic: 'XLON',
      kind: kindOfCategory[data.category?.toUpperCase() ?? 'EQUITY'] ?? 'other',
      currency: currencyOf(data.currency?.trim().toUpperCase() ?? ''),
      isin,
      statusFlags: sortedFlags(flags),
    },
  };
}

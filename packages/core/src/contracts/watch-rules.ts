// Contracts of watch rules and their matches, for the API and its clients.

import { z } from 'zod';
import { OwnerRole } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { Accession, AskedTicker, Cik } from '../identifiers.ts';
import { GivenName, Paging, pageOf, RowId } from './paging.ts';
import { defineRoute } from './route.ts';

/** The transaction codes of Forms 4 and 5. */
const Code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]$/, { error: 'must be a transaction code, such as P (a purchase) or S (a sale)' });
const Table = z.enum(['non-derivative', 'derivative', 'all']);
const Cluster = z.strictObject({
  insiders: z.int().min(2).max(100).describe('At least so many insiders of the company …'),
  days: z.int().min(1).max(366).describe('… have traded so on so many days in a row.'),
});

/** What somebody wants to be notified of. A condition that is not given excludes nothing. */
const NewWatchRule = z
  .strictObject({
    tickers: z.array(AskedTicker).min(1).max(1_000).optional().describe('Filings about these companies.'),
    watchlist: GivenName.optional().describe('Filings about the companies on it.'),
    codes: z.array(Code).min(1).max(26).optional().describe('Trades of these transaction codes.'),
    min_value: z
      .union([Decimal, z.number().nonnegative()])
      .transform(String)
      .pipe(Decimal.refine((value) => !value.startsWith('-'), { error: 'must not be negative' }))
      .optional()
      .describe('What these trades of one filing come to at least, USD; a number or an exact decimal as text.'),
    table: Table.optional().describe(
      'Trades of table I (shares), II (derivatives) or `all` summed together; without it both match, and shares are summed.',
    ),
    roles: z.array(OwnerRole).min(1).optional().describe('Of an insider who has one of these roles.'),
    cluster: Cluster.optional(),
  })
  .refine(({ tickers, watchlist }) => tickers === undefined || watchlist === undefined, {
    path: ['watchlist'],
    error: 'names companies beside tickers: give one of the two',
  })
  .meta({ id: 'NewWatchRule' });

export const WatchRuleView = z
  .object({
    id: z.string(),
    tickers: z.array(z.string()).nullable().describe('By their current symbols.'),
    watchlist: z.string().nullable(),
    codes: z.array(z.string()).nullable(),
    min_value: Decimal.nullable(),
    table: Table.nullable(),
    roles: z.array(OwnerRole).nullable(),
    cluster: Cluster.nullable(),
    created_at: Instant,
    created_by: z.string(),
    matches: z.int().describe('Filings that it has matched.'),
  })
  .meta({ id: 'WatchRule' });
export type WatchRuleView = z.infer<typeof WatchRuleView>;

/** A filing that a rule was waiting for. */
export const WatchMatchView = z
  .object({
    rule: z.string(),
    accession: Accession,
    form: z.string(),
    filed_on: Day,
    url: z.string(),
    issuer: z.object({ cik: Cik, name: z.string().nullable(), symbol: z.string().nullable() }),
    owners: z.array(z.object({ cik: Cik, name: z.string().nullable() })),
    trades: z.int().describe('Its trades of the kind.'),
    value: Decimal.nullable().describe('What those with a price come to, USD.'),
    insiders: z.int().describe('Insiders of the cluster, the one of this filing included.'),
    matched_at: Instant,
  })
  .meta({ id: 'WatchMatch' });
export type WatchMatchView = z.infer<typeof WatchMatchView>;

export const WatchRulesResponse = pageOf(WatchRuleView);
export const WatchMatchesResponse = pageOf(WatchMatchView);

const tag = 'Watch rules';
const one = { tag, params: z.object({ id: RowId }) };

export const watchRuleRoutes = {
  list: defineRoute({
    id: 'listWatchRules',
    method: 'get',
    path: '/watch-rules',
    tag,
    role: 'viewer',
    summary: 'The watch rules, the latest first.',
    query: Paging,
    answers: { 200: WatchRulesResponse },
  }),
  add: defineRoute({
    id: 'addWatchRule',
    method: 'post',
    path: '/watch-rules',
    tag,
    role: 'operator',
    summary: 'Creates a rule for filings that are stored from now on; each matches a rule at most once.',
    body: NewWatchRule,
    answers: { 201: WatchRuleView },
  }),
  matches: defineRoute({
    ...one,
    id: 'listWatchRuleMatches',
    method: 'get',
    path: '/watch-rules/{id}/matches',
    role: 'viewer',
    summary: 'The filings that a rule has matched, the latest first.',
    query: Paging,
    answers: { 200: WatchMatchesResponse },
  }),
  remove: defineRoute({
    ...one,
    id: 'removeWatchRule',
    method: 'delete',
    path: '/watch-rules/{id}',
    role: 'operator',
    summary: 'Removes a rule with its matches.',
    answers: { 204: null },
  }),
};

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay } from './paging.ts';
import { isUpright, upsideDown } from './prices.ts';
import { defineRoute } from './route.ts';

/** A split, dividend or merger as it is known now. */
const CorporateActionView = z
  .object({
    date: Day,
    type: z.enum(['split', 'dividend', 'merger']),
    ratio: Decimal.nullable().describe('New shares for one old: 4 for a split of 4:1.'),
    amount: Decimal.nullable().describe('Of a dividend, per share, adjusted for later splits as its provider does.'),
    provider: z.string(),
    known_from: Instant,
  })
  .meta({ id: 'CorporateAction' });

export const CorporateActionsView = z.object({ ticker: z.string(), items: z.array(CorporateActionView) });
export type CorporateActionsView = z.infer<typeof CorporateActionsView>;

/** The result of an import of corporate actions. */
export const ActionImportView = z
  .object({ rows: z.int(), new: z.int(), changed: z.int(), unchanged: z.int() })
  .meta({ id: 'CorporateActionImport' });
export type ActionImportView = z.infer<typeof ActionImportView>;

const tag = 'Prices';

export const corporateActionRoutes = {
  import: defineRoute({
    id: 'importCorporateActions',
    method: 'post',
    path: '/corporate-actions/import',
    tag,
    role: 'operator',
    summary: 'Brings in what no source gives: ticker, date, type, ratio, amount. One bad line, and none is stored.',
    bodyType: 'text/csv',
    body: z.string().min(1),
    answers: { 200: ActionImportView },
  }),
  get: defineRoute({
    id: 'getCorporateActions',
    method: 'get',
    path: '/corporate-actions/{ticker}',
    tag,
    role: 'viewer',
    summary: 'Splits, dividends and mergers of a ticker, the latest first.',
    params: z.object({ ticker: AskedTicker }),
    query: z.object({ from: AskedDay.optional(), to: AskedDay.optional() }).refine(isUpright, upsideDown),
    answers: { 200: CorporateActionsView },
  }),
};

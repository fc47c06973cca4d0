import type { Cik, Day } from '@tickermill/core';
import type { Store } from '../database.ts';
import { Prisma } from '../database.ts';
import { type ListedTrade, listTrades } from './list.ts';
import { tickersOf } from './names.ts';
import { tradeStatistics } from './statistics.ts';
import type { TradeTotals } from './totals.ts';

const latestShown = 10;

interface ReportedIssuer {
  readonly cik: string;
  readonly name: string | null;
  readonly filings: number;
  readonly firstFiledOn: Day;
  readonly lastFiledOn: Day;
  readonly tickers: string[];
}

/** A person or company that reports as an owner. */
export interface InsiderProfile {
  readonly cik: string;
  readonly name: string | null;
  readonly filings: number;
  readonly issuers: ReportedIssuer[];
  readonly totals: TradeTotals;
  readonly latestTrades: ListedTrade[];
}

/** An insider with issuers, totals and latest trades; null if none of that CIK has reported. */
export async function insiderProfile(store: Store, cik: Cik): Promise<InsiderProfile | null> {
  const insider = await store.db.insider.findUnique({ where: { cik } });
  if (!insider) return null;
  const issuers = await store.reads.$queryRaw<ReportedIssuer[]>`
    SELECT g.*, ${tickersOf(Prisma.sql`g.cik`)} AS tickers FROM (
      SELECT f.issuer_cik AS cik, (array_agg(f.issuer_name ORDER BY f.filed_on DESC, f.accession DESC))[1] AS name,
        count(*)::int AS filings, min(f.filed_on)::text AS "firstFiledOn",
        max(f.filed_on)::text AS "lastFiledOn"
      FROM filings f WHERE f.accession IN (SELECT o.accession FROM filing_owners o WHERE o.owner_cik = ${cik})
      GROUP BY f.issuer_cik) g
    ORDER BY "lastFiledOn" DESC, cik`;
  const { totals } = await tradeStatistics(store, { owner: cik, groupBy: 'code' }, { limit: 1, offset: 0 });
  const listing = { owner: cik, sort: '-date', includeSuperseded: false } as const;
  const { items } = await listTrades(store, listing, { limit: latestShown, offset: 0 });
  const filings = issuers.reduce((sum, issuer) => sum + issuer.filings, 0);
  return { cik, name: insider.name, filings, issuers, totals, latestTrades: items };
}

import type { CompanyProfile } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Upserts profiles by instrument; one that says the same as before counts as unchanged. Counts by instrument. */
function storeProfiles(tx: Sql, profiles: readonly CompanyProfile[]): Promise<StoredCount[]> {
  return tx.$queryRaw<StoredCount[]>`
    WITH told AS (
      SELECT DISTINCT ON (instrument) * FROM jsonb_to_recordset(${JSON.stringify(profiles)}::jsonb) AS t(instrument bigint, provider text,
        "parserVersion" int, currency text, "financialCurrency" text, "quoteType" text, sector text, industry text, country text, employees numeric, "sharesOutstanding" numeric, "impliedShares" numeric, "floatShares" numeric, "institutionsPercentHeld" numeric, "insidersPercentHeld" numeric, institutions numeric)
    ), kept AS (
      INSERT INTO company_profiles AS p (instrument_id, currency, financial_currency, quote_type, sector, industry, country, employees, shares_outstanding, implied_shares, float_shares, institutions_percent_held, insiders_percent_held, institutions, provider, fetched_at, changed_at, parser_version)
      SELECT instrument, currency, "financialCurrency", "quoteType", sector, industry, country, employees, "sharesOutstanding", "impliedShares", "floatShares", "institutionsPercentHeld", "insidersPercentHeld", institutions, provider, now(), now(), "parserVersion" FROM told ORDER BY instrument
      ON CONFLICT (instrument_id) DO UPDATE SET currency = EXCLUDED.currency, financial_currency = EXCLUDED.financial_currency, quote_type = EXCLUDED.quote_type, sector = EXCLUDED.sector, industry = EXCLUDED.industry, country = EXCLUDED.country, employees = EXCLUDED.employees, shares_outstanding = EXCLUDED.shares_outstanding, implied_shares = EXCLUDED.implied_shares, float_shares = EXCLUDED.float_shares, institutions_percent_held = EXCLUDED.institutions_percent_held, insiders_percent_held = EXCLUDED.insiders_percent_held, institutions = EXCLUDED.institutions,
        provider = EXCLUDED.provider, fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version,
        changed_at = CASE WHEN (p.currency, p.financial_currency, p.quote_type, p.sector, p.industry, p.country, p.employees, p.shares_outstanding, p.implied_shares, p.float_shares, p.institutions_percent_held, p.insiders_percent_held, p.institutions) IS DISTINCT FROM (EXCLUDED.currency, EXCLUDED.financial_currency, EXCLUDED.quote_type, EXCLUDED.sector, EXCLUDED.industry, EXCLUDED.country, EXCLUDED.employees, EXCLUDED.shares_outstanding, EXCLUDED.implied_shares, EXCLUDED.float_shares, EXCLUDED.institutions_percent_held, EXCLUDED.insiders_percent_held, EXCLUDED.institutions)
          THEN EXCLUDED.changed_at ELSE p.changed_at END
      RETURNING instrument_id, (xmax = 0) AS created, changed_at = fetched_at AS changed
    )
    SELECT instrument_id::text AS target, count(*)::int AS records, count(*) FILTER (WHERE created)::int AS created,
      count(*) FILTER (WHERE changed AND NOT created)::int AS updated
    FROM kept GROUP BY instrument_id`;
}

export const companyProfileTable: DatasetTable<'company-profile'> = {
  dataset: 'company-profile',
  recordsOf: 'instrument',
  store: storeProfiles,
  settled: noDocuments,
};

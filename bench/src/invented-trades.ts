import { withDatabase } from '@tickermill/testkit';

/** The size of what is invented: about what the SEC receives in five years of 5,000 companies. */
export const size = { trades: 1_000_000, filings: 300_000, issuers: 5_000, insidersPerIssuer: 20 } as const;

const insiders = size.issuers * size.insidersPerIssuer;

// Numbers from the md5 of a row's number and a word: the same in every database, unlike random().
const statementsFor = ({ filings, trades }: { filings: number; trades: number }) => [
  `CREATE FUNCTION pg_temp.draw(n bigint, word text) RETURNS float LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
     $$ SELECT ('x' || left(md5(word || n), 8))::bit(32)::bigint / 4294967296.0 $$`,
  `WITH company AS (
     INSERT INTO instruments (name, cik, listing_source)
     SELECT 'Company ' || n || ' Inc.', (9000000000 + n)::text, 'bench' FROM generate_series(1, ${size.issuers}) n RETURNING id, cik)
   INSERT INTO symbols (instrument_id, symbol, valid_from) SELECT id, 'B' || (cik::bigint - 9000000000), '2020-01-01' FROM company`,
  `INSERT INTO insiders (cik, name, named_on)
   SELECT (8000000000 + n)::text, initcap(left(translate(md5('surname' || n % 7919), '0123456789', 'aeiourstln'), 8)) || ' '
     || initcap(left(translate(md5('given' || n % 911), '0123456789', 'aeiourstln'), 6)), '2026-01-01'
   FROM generate_series(0, ${insiders - 1}) n`,
  // A few companies file much, most file little; one filing in thirty is an amendment.
  `CREATE TEMP TABLE invented AS
   SELECT n, (9000000001 + floor(${size.issuers} * power(pg_temp.draw(n, 'issuer'), 2)))::text AS cik,
     '2021-11-22'::date + floor(1826 * pg_temp.draw(n, 'day'))::int AS filed_on,
     CASE WHEN pg_temp.draw(n, 'form') < 0.94 THEN '4' WHEN pg_temp.draw(n, 'form') < 0.97 THEN '4/A' ELSE '5' END AS form,
     lpad((n / 100000)::text, 10, '0') || '-25-' || lpad((n % 100000)::text, 6, '0') AS accession
   FROM generate_series(1, ${filings}) n`,
  `INSERT INTO filings (accession, form, issuer_cik, issuer_name, issuer_symbol, filed_on, filed_at, period, amendment, url,
     document_sha256, parser_version)
   SELECT accession, form, cik, 'Company ' || (cik::bigint - 9000000000) || ' Inc.', 'B' || (cik::bigint - 9000000000), filed_on,
     filed_on + interval '16 hours' + n % 18000 * interval '1 second', filed_on - 2, CASE WHEN form LIKE '%/A' THEN 'unmatched' END,
     'https://www.sec.gov/Archives/edgar/data/' || cik || '/' || accession || '.txt', repeat(md5(accession), 2), 1
   FROM invented`,
  // One owner mostly; of ten filings one has two or three, of a hundred one has up to ten.
  `INSERT INTO filing_owners (accession, position, owner_cik, name, is_director, is_officer, is_ten_percent_owner, is_other, officer_title)
   SELECT i.accession, o.position, s.cik, s.name, first % 3 = 0, first % 3 = 1, first % 3 = 2, false,
     CASE WHEN first % 3 = 1 THEN 'Chief Executive Officer' END
   FROM invented i CROSS JOIN LATERAL (SELECT floor(${size.insidersPerIssuer} * pg_temp.draw(n, 'owner'))::int AS first,
       CASE WHEN n % 100 = 0 THEN 10 WHEN n % 10 = 1 THEN 2 + n % 20 / 10 ELSE 1 END AS owners) d
     CROSS JOIN LATERAL generate_series(1, owners) o(position)
     JOIN insiders s ON s.cik = (8000000000 + (i.cik::bigint - 9000000001) * ${size.insidersPerIssuer}
       + (first + o.position) % ${size.insidersPerIssuer})::text`,
  `INSERT INTO insider_trades (accession, table_name, line, issuer_cik, security, transaction_date, form_type, code, acquired_disposed,
     shares, price, shares_after, ownership)
   SELECT accession, CASE WHEN code = 'M' AND line % 2 = 0 THEN 'derivative' ELSE 'non-derivative' END, line, cik, 'Common Stock',
     filed_on - 2, left(form, 1), code, CASE WHEN code IN ('S', 'F', 'G') THEN 'D' ELSE 'A' END,
     1 + floor(20000 * power(pg_temp.draw(n * 8 + line, 'shares'), 4)),
     CASE WHEN code IN ('A', 'G') THEN 0 WHEN code <> 'J' THEN round((1 + 300 * pg_temp.draw(n, 'price'))::numeric, 2) END,
     floor(500000 * pg_temp.draw(n, 'after')), CASE WHEN n % 4 = 0 THEN 'I' ELSE 'D' END
   FROM (
     SELECT i.*, line, (ARRAY['S','S','S','S','S','S','S','P','P','A','A','A','A','M','M','M','F','F','G','J'])
       [1 + floor(20 * pg_temp.draw(n * 8 + line, 'code'))::int] AS code
     FROM invented i CROSS JOIN LATERAL generate_series(1, 1 + floor(6 * pg_temp.draw(n, 'lines'))::int) line
     ORDER BY n, line LIMIT ${trades}) t`,
  'ANALYZE',
];

/** Fills a migrated database with invented filings, set by set. */
export async function fillTrades(url: string, of: { filings: number; trades: number } = size): Promise<void> {
  await withDatabase(url, async (client) => {
    for (const statement of statementsFor(of)) await client.query(statement);
  });
}

-- What every analyst would join: trades with ticker, insider, role and filing day; filings with how much they report.
-- Older workers may work on it.

-- What statistics count, each trade once (docs/for-analysts.md). Columns are only added to it.
CREATE VIEW "trades" AS
SELECT t."tickers"[1] AS "ticker", t."tickers", f."issuer_cik", f."issuer_name" AS "issuer", f."filed_on", f."filed_at",
  CASE WHEN NOT t."date_out_of_range" THEN t."transaction_date" END AS "traded_on",
  o."owner_cik" AS "insider_cik", o."name" AS "insider", o."role", o."title", o."insiders",
  t."code", CASE t."code" WHEN 'P' THEN 'purchase' WHEN 'S' THEN 'sale' WHEN 'A' THEN 'award' WHEN 'M' THEN 'exercise'
    WHEN 'X' THEN 'exercise' WHEN 'O' THEN 'exercise' WHEN 'C' THEN 'conversion' WHEN 'F' THEN 'tax' WHEN 'G' THEN 'gift'
    ELSE 'other' END AS "kind",
  t."acquired_disposed", t."shares", t."price", t."value", t."shares_after", t."ownership", f."is_10b5_1", t."security",
  t."table_name" = 'derivative' AS "is_derivative", f."form", f."accession", t."table_name", t."line",
  t."transaction_date" AS "date_as_filed", t."date_out_of_range", f."url"
FROM (
  SELECT c.*, ARRAY(SELECT DISTINCT s."symbol" FROM "instrument_ciks" i
    JOIN "symbols" s ON s."instrument_id" = i."instrument_id" AND s."valid_to" IS NULL
    WHERE i."cik" = c."issuer_cik" ORDER BY s."symbol") AS "tickers"
  FROM "counted_insider_trades" c WHERE c."same_trade_as" IS NULL) t
JOIN "filings" f ON f."accession" = t."accession"
LEFT JOIN LATERAL (
  SELECT w."owner_cik", w."name", w."officer_title" AS "title",
    nullif(concat_ws(', ', CASE WHEN w."is_officer" THEN 'officer' END, CASE WHEN w."is_director" THEN 'director' END,
      CASE WHEN w."is_ten_percent_owner" THEN 'ten-percent-owner' END, CASE WHEN w."is_other" THEN 'other' END), '') AS "role",
    (SELECT count(*)::int FROM "filing_owners" n WHERE n."accession" = w."accession") AS "insiders"
  FROM "filing_owners" w WHERE w."accession" = t."accession" ORDER BY w."position" LIMIT 1) o ON true;

CREATE VIEW "filings_with_counts" AS
SELECT y."tickers"[1] AS "ticker", y."tickers", f."issuer_cik", f."issuer_name" AS "issuer", f."accession", f."form", f."filed_on", f."filed_at",
  f."period", f."amends", f."amendment", f."flags", t."trades", t."purchases", t."sales", t."first_traded_on", t."last_traded_on",
  (SELECT count(*)::int FROM "insider_holdings" h WHERE h."accession" = f."accession") AS "holdings",
  (SELECT count(*)::int FROM "filing_owners" o WHERE o."accession" = f."accession") AS "insiders", f."url"
FROM "filings" f
CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT s."symbol" FROM "instrument_ciks" i
  JOIN "symbols" s ON s."instrument_id" = i."instrument_id" AND s."valid_to" IS NULL
  WHERE i."cik" = f."issuer_cik" ORDER BY s."symbol") AS "tickers") y
CROSS JOIN LATERAL (
  SELECT count(*)::int AS "trades", count(*) FILTER (WHERE r."code" = 'P')::int AS "purchases",
    count(*) FILTER (WHERE r."code" = 'S')::int AS "sales",
    min(r."transaction_date") FILTER (WHERE NOT r."date_out_of_range") AS "first_traded_on",
    max(r."transaction_date") FILTER (WHERE NOT r."date_out_of_range") AS "last_traded_on"
  FROM "insider_trades" r WHERE r."accession" = f."accession") t;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_reader') THEN
        GRANT SELECT ON "trades", "filings_with_counts" TO "tickermill_reader";
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'tickermill_reader is granted nothing here: %', SQLERRM;
END $$;

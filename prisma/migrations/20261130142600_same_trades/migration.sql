-- One trade that several filers of one chain report (a fund, its manager, its partner) is stored as often as it is filed,
-- and counted once: the others name the one that counts.
ALTER TABLE "insider_trades" ADD COLUMN "same_trade_as" TEXT;
ALTER TABLE "insider_trades" ADD COLUMN "same_trade_line" INTEGER;

-- What follows Prisma cannot say; tests name each of these.

CREATE INDEX "insider_trades_same_idx" ON "insider_trades" ("same_trade_as") WHERE "same_trade_as" IS NOT NULL;
ALTER TABLE "insider_trades" ADD CONSTRAINT "insider_trades_same_check" CHECK (("same_trade_as" IS NULL) = ("same_trade_line" IS NULL));
-- Totals that an older build has counted, or counts yet, count such a trade as often as it is filed: they say so.
CREATE INDEX "insider_trade_totals_as_filed_idx" ON "insider_trade_totals" ("kind", "key") WHERE "counts" <> 'once';
DROP INDEX "insider_trade_totals_outdated_idx";

-- As before; with the new columns.
CREATE OR REPLACE VIEW "counted_insider_trades" AS
SELECT t.* FROM "insider_trades" t
WHERE t."superseded_by" IS NULL AND NOT EXISTS (
  SELECT FROM "filings" f WHERE f."accession" = t."accession" AND f."amendment" IS NOT NULL AND f."amendment" <> 'matched');

-- Links the equal trades of these issuers, on these days (null: on any), as a function of what is stored; returns the
-- filings of which a trade changed (docs/decisions/0025). Whoever calls it holds the locks of the issuers.
CREATE FUNCTION "link_same_trades"("issuers" text[], "days" date[]) RETURNS SETOF text LANGUAGE sql AS $$
  WITH reported AS (
    SELECT t.accession, t.table_name, t.line, t.same_trade_as, t.same_trade_line, t.issuer_cik, t.transaction_date AS date,
      t.security, t.code, t.acquired_disposed, t.shares, t.price, t.shares_after, t.ownership IS NOT DISTINCT FROM 'I' AS is_indirect,
      f.filed_on, f.filed_at, o.owners, o.holds_tenth,
      t.superseded_by IS NULL AND coalesce(f.amendment, 'matched') = 'matched' AND t.transaction_date IS NOT NULL
        AND t.code IS NOT NULL AND t.shares IS NOT NULL AND t.shares_after IS NOT NULL AS is_comparable
    FROM insider_trades t JOIN filings f USING (accession) CROSS JOIN LATERAL (
      SELECT array_agg(DISTINCT owner_cik ORDER BY owner_cik) AS owners, coalesce(bool_or(is_ten_percent_owner), false) AS holds_tenth
      FROM filing_owners WHERE accession = t.accession) o
    WHERE t.issuer_cik = ANY(issuers) AND (days IS NULL OR coalesce(t.transaction_date, '-infinity'::date) = ANY(days))
  ), numbered AS (
    -- Two equal trades of one filer are two: the first of one filer is the first of another.
    SELECT *, row_number() OVER (
      PARTITION BY is_comparable, issuer_cik, table_name, date, security, code, acquired_disposed, shares, price, shares_after, owners
      ORDER BY filed_on, filed_at NULLS FIRST, accession, line) AS nth
    FROM reported
  ), compared AS (
    SELECT *, first_value(accession) OVER ordered AS first, first_value(line) OVER ordered AS first_line,
      -- What two people own directly is not the same, equal though it be.
      count(*) FILTER (WHERE NOT is_indirect AND NOT holds_tenth) OVER equal > 1 AS is_of_several
    FROM numbered
    WINDOW equal AS (PARTITION BY is_comparable, issuer_cik, table_name, date, security, code, acquired_disposed, shares, price, shares_after, nth),
      ordered AS (equal ORDER BY is_indirect, filed_on, filed_at NULLS FIRST, accession, line)
  ), linked AS (
    SELECT accession, table_name, line, CASE WHEN is_linked THEN first END AS first, CASE WHEN is_linked THEN first_line END AS first_line
    FROM compared CROSS JOIN LATERAL (SELECT is_comparable AND NOT is_of_several AND (first, first_line) <> (accession, line) AS is_linked) l
    WHERE (same_trade_as, same_trade_line) IS DISTINCT FROM (CASE WHEN is_linked THEN first END, CASE WHEN is_linked THEN first_line END)
  ), changed AS (
    UPDATE insider_trades t SET same_trade_as = l.first, same_trade_line = l.first_line FROM linked l
    WHERE (t.accession, t.table_name, t.line) = (l.accession, l.table_name, l.line)
    RETURNING t.accession)
  SELECT DISTINCT accession FROM changed ORDER BY accession
$$;

SELECT count(*) FROM "link_same_trades"(ARRAY(SELECT DISTINCT "issuer_cik" FROM "insider_trades"), NULL);

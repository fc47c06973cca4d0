-- A place for every filing in the order of commits, by which trades are polled; and which trades have a date that cannot be.

-- AlterTable
ALTER TABLE "filings" ADD COLUMN "changed_txid" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "filings" ALTER COLUMN "changed_txid" SET DEFAULT ((pg_current_xact_id())::text)::bigint;

-- AlterTable
ALTER TABLE "insider_trades" ADD COLUMN "date_out_of_range" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "filings_changed_txid_accession_idx" ON "filings"("changed_txid", "accession");

-- What follows Prisma cannot say; tests name each of these.

-- As before; with the new column.
CREATE OR REPLACE VIEW "counted_insider_trades" AS
SELECT t.* FROM "insider_trades" t
WHERE t."superseded_by" IS NULL AND NOT EXISTS (
  SELECT FROM "filings" f WHERE f."accession" = t."accession" AND f."amendment" IS NOT NULL AND f."amendment" <> 'matched');

-- A date that cannot be belongs to no month.
CREATE OR REPLACE FUNCTION "mark_totals_of_trades"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert that updates nothing is told of all the same.
  IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
  INSERT INTO stale_trade_totals (kind, key)
  SELECT 'ticker', issuer_cik FROM changed
  UNION SELECT 'month', coalesce(to_char(CASE WHEN NOT date_out_of_range THEN transaction_date END, 'YYYY-MM'), '') FROM changed
  UNION SELECT 'insider', owner_cik FROM filing_owners WHERE accession IN (SELECT accession FROM changed);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "mark_totals_of_filings"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert that updates nothing is told of all the same.
  IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
  INSERT INTO stale_trade_totals (kind, key)
  SELECT 'ticker', issuer_cik FROM insider_trades WHERE accession IN (SELECT accession FROM changed)
  UNION SELECT 'month', coalesce(to_char(CASE WHEN NOT date_out_of_range THEN transaction_date END, 'YYYY-MM'), '')
    FROM insider_trades WHERE accession IN (SELECT accession FROM changed)
  UNION SELECT 'insider', owner_cik FROM filing_owners WHERE accession IN (SELECT accession FROM changed);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "mark_all_totals"() RETURNS void LANGUAGE sql AS $$
  INSERT INTO stale_trade_totals (kind, key)
  SELECT DISTINCT 'ticker', issuer_cik FROM insider_trades
  UNION SELECT DISTINCT 'month', coalesce(to_char(CASE WHEN NOT date_out_of_range THEN transaction_date END, 'YYYY-MM'), '') FROM insider_trades
  UNION SELECT DISTINCT 'insider', owner_cik FROM filing_owners
$$;

UPDATE "insider_trades" t SET "date_out_of_range" = true FROM "filings" f
WHERE f."accession" = t."accession" AND f."flags" @> '{date-out-of-range}'
  AND (t."transaction_date" < '1934-01-01' OR t."transaction_date" > f."filed_on");

-- The orders by date, in which a date that cannot be stands with those that are not given.
DROP INDEX "insider_trades_by_date_idx";
DROP INDEX "insider_trades_by_code_idx";
DROP INDEX "insider_trades_by_issuer_idx";
CREATE INDEX "insider_trades_by_date_idx" ON "insider_trades"
    ((CASE WHEN "date_out_of_range" THEN '-infinity'::date ELSE COALESCE("transaction_date", '-infinity'::date) END), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "date_out_of_range", "superseded_by");
CREATE INDEX "insider_trades_by_code_idx" ON "insider_trades"
    ("code", (CASE WHEN "date_out_of_range" THEN '-infinity'::date ELSE COALESCE("transaction_date", '-infinity'::date) END), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "date_out_of_range", "superseded_by");
CREATE INDEX "insider_trades_by_issuer_idx" ON "insider_trades"
    ("issuer_cik", (CASE WHEN "date_out_of_range" THEN '-infinity'::date ELSE COALESCE("transaction_date", '-infinity'::date) END), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "date_out_of_range", "superseded_by");

-- A filing that changes takes a new place, behind all that readers have been given: whoever keeps a copy is given its trades
-- again. Whoever writes need not know of it.
CREATE FUNCTION "move_changed_filing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_txid := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER "filings_moved" BEFORE UPDATE ON "filings" FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.* AND OLD.changed_txid = NEW.changed_txid) EXECUTE FUNCTION "move_changed_filing"();

CREATE FUNCTION "move_filings_of_changed_trades"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE filings f SET changed_txid = pg_current_xact_id()::text::bigint
  FROM (SELECT DISTINCT n.accession FROM before b JOIN after n USING (accession, table_name, line)
    WHERE (b.superseded_by, b.same_trade_as, b.same_trade_line) IS DISTINCT FROM (n.superseded_by, n.same_trade_as, n.same_trade_line)) c
  WHERE f.accession = c.accession AND f.changed_txid <> pg_current_xact_id()::text::bigint;
  RETURN NULL;
END $$;
CREATE TRIGGER "insider_trades_moved" AFTER UPDATE ON "insider_trades" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION "move_filings_of_changed_trades"();

-- CreateTable
CREATE TABLE "insider_trade_totals" (
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "trades" INTEGER NOT NULL,
    "trades_bought" INTEGER NOT NULL,
    "trades_sold" INTEGER NOT NULL,
    "trades_without_value" INTEGER NOT NULL,
    "shares_bought" DECIMAL NOT NULL,
    "shares_sold" DECIMAL NOT NULL,
    "shares_net" DECIMAL NOT NULL,
    "value_bought" DECIMAL NOT NULL,
    "value_sold" DECIMAL NOT NULL,
    "value_net" DECIMAL NOT NULL,

    CONSTRAINT "insider_trade_totals_pkey" PRIMARY KEY ("kind","code","key")
);

-- CreateTable
CREATE TABLE "stale_trade_totals" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "stale_trade_totals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "insider_trade_totals_kind_code_trades_key_idx" ON "insider_trade_totals"("kind", "code", "trades", "key");

-- CreateIndex
CREATE INDEX "insider_trade_totals_kind_code_value_bought_key_idx" ON "insider_trade_totals"("kind", "code", "value_bought", "key");

-- CreateIndex
CREATE INDEX "insider_trade_totals_kind_code_value_sold_key_idx" ON "insider_trade_totals"("kind", "code", "value_sold", "key");

-- CreateIndex
CREATE INDEX "insider_trade_totals_kind_code_value_net_key_idx" ON "insider_trade_totals"("kind", "code", "value_net", "key");

-- CreateIndex
CREATE INDEX "stale_trade_totals_kind_key_idx" ON "stale_trade_totals"("kind", "key");

-- CreateIndex
CREATE INDEX "run_targets_dataset_id_idx" ON "run_targets"("dataset", "id");

-- CreateIndex
CREATE INDEX "run_targets_target_id_idx" ON "run_targets"("target", "id");

-- CreateIndex
CREATE INDEX "filings_filed_on_accession_idx" ON "filings"("filed_on", "accession");

-- What follows Prisma cannot say; tests name each of these.

-- The orders in which trades are listed, each whole: what a trade does not say comes before everything else. With what is
-- included, rows that a page skips are found and left out without being fetched.
CREATE INDEX "insider_trades_by_date_idx" ON "insider_trades" ((COALESCE("transaction_date", '-infinity'::date)), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "superseded_by");
CREATE INDEX "insider_trades_by_value_idx" ON "insider_trades" ((COALESCE("value", '-Infinity'::numeric)), "accession", "table_name", "line")
    INCLUDE ("value", "superseded_by");
CREATE INDEX "insider_trades_by_code_idx" ON "insider_trades" ("code", (COALESCE("transaction_date", '-infinity'::date)), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "superseded_by");
CREATE INDEX "insider_trades_by_issuer_idx" ON "insider_trades" ("issuer_cik", (COALESCE("transaction_date", '-infinity'::date)), "accession", "table_name", "line")
    INCLUDE ("transaction_date", "superseded_by");
CREATE INDEX "filings_by_time_idx" ON "filings" ((COALESCE("filed_at", "filed_on"::timestamp AT TIME ZONE 'UTC')), "accession");

-- As before, but looking among the few amendments instead of reading every filing: a third of what a statistic costs.
CREATE INDEX "filings_amendments_idx" ON "filings" ("accession") WHERE "amendment" IS NOT NULL;
CREATE OR REPLACE VIEW "counted_insider_trades" AS
SELECT t.* FROM "insider_trades" t
WHERE t."superseded_by" IS NULL
  AND NOT EXISTS (SELECT FROM "filings" f WHERE f."accession" = t."accession" AND f."amendment" IS NOT NULL);

-- Parts of names. Where the server does not have the extension, or does not let us, names are looked through one by one.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "insiders_by_name_idx" ON "insiders" USING gin (upper("name") gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'names are searched without an index: %', SQLERRM;
END $$;

-- What the history is asked for: when, and how it ended. Of a million executions few failed.
CREATE INDEX "run_targets_by_time_idx" ON "run_targets" ((COALESCE("started_at", "finished_at")), "id");
CREATE INDEX "run_targets_failed_idx" ON "run_targets" ("id") WHERE "state" IN ('failed', 'gone', 'cancelled', 'superseded');
CREATE INDEX "run_targets_succeeded_idx" ON "run_targets" ("id") WHERE "state" IN ('done', 'nothing', 'partial');
CREATE INDEX "run_targets_skipped_idx" ON "run_targets" ("id") WHERE "state" = 'skipped';

ALTER TABLE "insider_trade_totals" ADD CONSTRAINT "insider_trade_totals_kind_check" CHECK ("kind" IN ('ticker', 'insider', 'month'));
ALTER TABLE "stale_trade_totals" ADD CONSTRAINT "stale_trade_totals_kind_check" CHECK ("kind" IN ('ticker', 'insider', 'month'));

-- Whatever changes a trade, its filing or its owners says, in the same transaction, which totals no longer hold: until
-- they are counted anew they are read from the trades themselves. Whoever writes need not know of it.
CREATE FUNCTION "mark_totals_of_trades"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert that updates nothing is told of all the same.
  IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
  INSERT INTO stale_trade_totals (kind, key)
  SELECT 'ticker', issuer_cik FROM changed
  UNION SELECT 'month', coalesce(to_char(transaction_date, 'YYYY-MM'), '') FROM changed
  UNION SELECT 'insider', owner_cik FROM filing_owners WHERE accession IN (SELECT accession FROM changed);
  RETURN NULL;
END $$;

CREATE FUNCTION "mark_totals_of_owners"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert that updates nothing is told of all the same.
  IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
  INSERT INTO stale_trade_totals (kind, key) SELECT DISTINCT 'insider', owner_cik FROM changed;
  RETURN NULL;
END $$;

CREATE FUNCTION "mark_totals_of_filings"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert that updates nothing is told of all the same.
  IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
  INSERT INTO stale_trade_totals (kind, key)
  SELECT 'ticker', issuer_cik FROM insider_trades WHERE accession IN (SELECT accession FROM changed)
  UNION SELECT 'month', coalesce(to_char(transaction_date, 'YYYY-MM'), '') FROM insider_trades WHERE accession IN (SELECT accession FROM changed)
  UNION SELECT 'insider', owner_cik FROM filing_owners WHERE accession IN (SELECT accession FROM changed);
  RETURN NULL;
END $$;

CREATE TRIGGER "insider_trades_inserted" AFTER INSERT ON "insider_trades" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_trades"();
CREATE TRIGGER "insider_trades_updated_from" AFTER UPDATE ON "insider_trades" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_trades"();
CREATE TRIGGER "insider_trades_updated_to" AFTER UPDATE ON "insider_trades" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_trades"();
CREATE TRIGGER "insider_trades_deleted" AFTER DELETE ON "insider_trades" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_trades"();
CREATE TRIGGER "filing_owners_inserted" AFTER INSERT ON "filing_owners" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_owners"();
CREATE TRIGGER "filing_owners_updated_from" AFTER UPDATE ON "filing_owners" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_owners"();
CREATE TRIGGER "filing_owners_updated_to" AFTER UPDATE ON "filing_owners" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_owners"();
CREATE TRIGGER "filing_owners_deleted" AFTER DELETE ON "filing_owners" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_owners"();
CREATE TRIGGER "filings_updated" AFTER UPDATE ON "filings" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_totals_of_filings"();

-- To be called by a migration that changes which trades count.
CREATE FUNCTION "mark_all_totals"() RETURNS void LANGUAGE sql AS $$
  INSERT INTO stale_trade_totals (kind, key)
  SELECT DISTINCT 'ticker', issuer_cik FROM insider_trades
  UNION SELECT DISTINCT 'month', coalesce(to_char(transaction_date, 'YYYY-MM'), '') FROM insider_trades
  UNION SELECT DISTINCT 'insider', owner_cik FROM filing_owners
$$;
SELECT "mark_all_totals"();

-- The lake: which partitions have changed since they were exported, and what lies in each lake.
-- Older workers may work on it.

-- CreateTable
CREATE TABLE "lake_partitions" (
    "dataset" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "changed_txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "lake_partitions_pkey" PRIMARY KEY ("dataset", "subject", "year")
);

-- CreateTable
CREATE TABLE "lake_files" (
    "target" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT,
    "first_day" DATE,
    "last_day" DATE,
    "position" BIGINT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lake_files_pkey" PRIMARY KEY ("target", "dataset", "symbol", "part", "year")
);

-- CreateTable
CREATE TABLE "lake_exports" (
    "id" BIGSERIAL NOT NULL,
    "target" TEXT NOT NULL,
    "run_id" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'running',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "position" BIGINT,
    "due" INTEGER NOT NULL DEFAULT 0,
    "written" INTEGER NOT NULL DEFAULT 0,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "files" INTEGER NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "lake_exports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lake_exports_target_id_idx" ON "lake_exports"("target", "id");

-- What follows Prisma cannot say; tests name each of these.

-- Rows that are only ever updated in place.
ALTER TABLE "lake_partitions" SET (fillfactor = 80);

-- Notes which partitions a statement has changed, with its transaction: whoever writes need not know of the lake. A series
-- is locked by who writes it, so that nobody waits here who has not waited before.
CREATE FUNCTION "note_price_partitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lake_partitions (dataset, subject, year)
  SELECT 'prices', instrument_id::text, extract(year FROM date)::int FROM changed GROUP BY 1, 2, 3 ORDER BY 2, 3
  ON CONFLICT (dataset, subject, year) DO UPDATE SET changed_txid = EXCLUDED.changed_txid
    WHERE lake_partitions.changed_txid <> EXCLUDED.changed_txid;
  RETURN NULL;
END $$;
CREATE TRIGGER "daily_prices_inserted" AFTER INSERT ON "daily_prices" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_price_partitions"();
CREATE TRIGGER "daily_prices_updated" AFTER UPDATE ON "daily_prices" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_price_partitions"();
CREATE TRIGGER "daily_prices_deleted" AFTER DELETE ON "daily_prices" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_price_partitions"();

CREATE FUNCTION "note_fundamentals_partitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lake_partitions (dataset, subject, year)
  SELECT 'fundamentals', cik, extract(year FROM end_date)::int FROM changed GROUP BY 1, 2, 3 ORDER BY 2, 3
  ON CONFLICT (dataset, subject, year) DO UPDATE SET changed_txid = EXCLUDED.changed_txid
    WHERE lake_partitions.changed_txid <> EXCLUDED.changed_txid;
  RETURN NULL;
END $$;
CREATE TRIGGER "earnings_history_inserted" AFTER INSERT ON "earnings_history" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_fundamentals_partitions"();
CREATE TRIGGER "earnings_history_updated" AFTER UPDATE ON "earnings_history" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_fundamentals_partitions"();
CREATE TRIGGER "earnings_history_deleted" AFTER DELETE ON "earnings_history" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_fundamentals_partitions"();

-- A metric without a day belongs to the year in which it was computed.
CREATE FUNCTION "note_valuation_partitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lake_partitions (dataset, subject, year)
  SELECT 'valuations', instrument_id::text, extract(year FROM coalesce(as_of, (fetched_at AT TIME ZONE 'UTC')::date))::int
  FROM changed GROUP BY 1, 2, 3 ORDER BY 2, 3
  ON CONFLICT (dataset, subject, year) DO UPDATE SET changed_txid = EXCLUDED.changed_txid
    WHERE lake_partitions.changed_txid <> EXCLUDED.changed_txid;
  RETURN NULL;
END $$;
CREATE TRIGGER "stock_metrics_inserted" AFTER INSERT ON "stock_metrics" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_valuation_partitions"();
CREATE TRIGGER "stock_metrics_updated_from" AFTER UPDATE ON "stock_metrics" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_valuation_partitions"();
CREATE TRIGGER "stock_metrics_updated_to" AFTER UPDATE ON "stock_metrics" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_valuation_partitions"();
CREATE TRIGGER "stock_metrics_deleted" AFTER DELETE ON "stock_metrics" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_valuation_partitions"();

-- The files of a year name all symbols: one that changes, or is gone, changes every year of its instrument.
CREATE FUNCTION "note_renamed_partitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE lake_partitions SET changed_txid = pg_current_xact_id()::text::bigint
  WHERE dataset = 'prices' AND subject IN (SELECT DISTINCT instrument_id::text FROM changed);
  RETURN NULL;
END $$;
CREATE TRIGGER "symbols_inserted" AFTER INSERT ON "symbols" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_renamed_partitions"();
CREATE TRIGGER "symbols_updated" AFTER UPDATE ON "symbols" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_renamed_partitions"();
CREATE TRIGGER "symbols_deleted" AFTER DELETE ON "symbols" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_renamed_partitions"();

-- What was stored before.
INSERT INTO "lake_partitions" (dataset, subject, year, changed_txid)
SELECT 'prices', instrument_id::text, extract(year FROM date)::int, 0 FROM "daily_prices" GROUP BY 1, 2, 3
UNION ALL SELECT 'fundamentals', cik, extract(year FROM end_date)::int, 0 FROM "earnings_history" GROUP BY 1, 2, 3
UNION ALL SELECT 'valuations', instrument_id::text, extract(year FROM coalesce(as_of, (fetched_at AT TIME ZONE 'UTC')::date))::int, 0
  FROM "stock_metrics" GROUP BY 1, 2, 3;

-- The lake follows the checks, once somebody enables its schedule. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "zone", "after_id", "enabled")
SELECT 'lake', 'market', 'lake', 'UTC', id, false FROM "schedules" WHERE "dataset" = 'quality' AND "kind" = 'market'
ON CONFLICT DO NOTHING;

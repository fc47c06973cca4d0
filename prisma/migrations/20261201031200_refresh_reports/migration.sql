-- The refresh of all stocks of the United States: its reports, its schedules, the metrics of each day, and the stocks with what
-- is known of each. A worker that does not know the stages would leave their runs waiting: older workers wait.

-- CreateTable
CREATE TABLE "stock_metrics_daily" (
    "instrument_id" BIGINT NOT NULL,
    "date" DATE NOT NULL,
    "metrics" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_metrics_daily_pkey" PRIMARY KEY ("instrument_id","date")
);

-- CreateTable
CREATE TABLE "refresh_reports" (
    "run_id" BIGINT NOT NULL,
    "profile" TEXT NOT NULL,
    "tickers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "max_targets" INTEGER,
    "force" BOOLEAN NOT NULL,
    "run_ids" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "backup" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "report" JSONB,

    CONSTRAINT "refresh_reports_pkey" PRIMARY KEY ("run_id")
);

-- CreateIndex
CREATE INDEX "stock_metrics_daily_date_idx" ON "stock_metrics_daily"("date");

-- AddForeignKey
ALTER TABLE "stock_metrics_daily" ADD CONSTRAINT "stock_metrics_daily_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_reports" ADD CONSTRAINT "refresh_reports_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every stock of the United States with a CIK, with what its reports, its profile and its metrics say. Columns are only added.
CREATE VIEW "stocks" AS
SELECT i."id" AS "instrument_id", y."symbol" AS "ticker", i."name", i."cik", y."mic", i."isin", i."currency",
  coalesce(p."sector", i."sector") AS "sector", coalesce(p."industry", i."industry") AS "industry", p."country", p."employees",
  p."shares_outstanding", p."implied_shares", p."institutions_percent_held", p."insiders_percent_held",
  f."last_filed", f."fetched_at" AS "facts_fetched_at", p."fetched_at" AS "profile_fetched_at",
  m."price", m."market_cap", m."eps_ttm", m."pe", m."peg", m."eps_cagr_5y", m."revenue_cagr_5y", m."dividend_yield",
  m."debt_to_equity", m."institutional_ownership", m."metrics_fetched_at"
FROM "instruments" i
JOIN "symbols" y ON y."instrument_id" = i."id" AND y."valid_to" IS NULL
LEFT JOIN "company_facts" f ON f."cik" = i."cik"
LEFT JOIN "company_profiles" p ON p."instrument_id" = i."id"
LEFT JOIN LATERAL (
  SELECT max("value") FILTER (WHERE "metric" = 'price') AS "price",
    max("value") FILTER (WHERE "metric" = 'market_cap') AS "market_cap",
    max("value") FILTER (WHERE "metric" = 'eps_ttm') AS "eps_ttm",
    max("value") FILTER (WHERE "metric" = 'pe') AS "pe",
    max("value") FILTER (WHERE "metric" = 'peg') AS "peg",
    max("value") FILTER (WHERE "metric" = 'eps_cagr_5y') AS "eps_cagr_5y",
    max("value") FILTER (WHERE "metric" = 'revenue_cagr_5y') AS "revenue_cagr_5y",
    max("value") FILTER (WHERE "metric" = 'dividend_yield') AS "dividend_yield",
    max("value") FILTER (WHERE "metric" = 'debt_to_equity') AS "debt_to_equity",
    max("value") FILTER (WHERE "metric" = 'institutional_ownership') AS "institutional_ownership",
    max("fetched_at") AS "metrics_fetched_at"
  FROM "stock_metrics" WHERE "instrument_id" = i."id") m ON true
WHERE i."kind" = 'stock' AND i."status" = 'active' AND i."cik" IS NOT NULL;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_reader') THEN
        GRANT SELECT ON "stocks" TO "tickermill_reader";
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'tickermill_reader is granted nothing here: %', SQLERRM;
END $$;

-- They are switched off: who wants all stocks and not only the tracked ones switches them on. Deleted by an operator, they stay so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params", "enabled") VALUES
  ('refresh', 'market', 'refresh', '0 2 * * *', 'America/New_York', '{}', false),
  ('refresh-morning', 'market', 'refresh-morning', '0 7 * * *', 'America/New_York', '{}', false)
ON CONFLICT DO NOTHING;

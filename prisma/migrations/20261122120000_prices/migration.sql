-- CreateTable
-- Fixed widths first: a row takes about 110 bytes, and there may be 40 million of them.
CREATE TABLE "daily_prices" (
    "instrument_id" BIGINT NOT NULL,
    "known_from" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "volume" BIGINT,
    "date" DATE NOT NULL,
    "final" BOOLEAN NOT NULL,
    "open" DECIMAL(18,6),
    "high" DECIMAL(18,6),
    "low" DECIMAL(18,6),
    "close" DECIMAL(18,6),
    "adj_close" DECIMAL(18,6),
    "currency" TEXT,
    "provider" TEXT NOT NULL,

    CONSTRAINT "daily_prices_pkey" PRIMARY KEY ("instrument_id","date")
) PARTITION BY RANGE ("date");

-- CreateTable
CREATE TABLE "price_revisions" (
    "instrument_id" BIGINT NOT NULL,
    "date" DATE NOT NULL,
    "known_from" TIMESTAMPTZ(3) NOT NULL,
    "known_to" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "open" DECIMAL(18,6),
    "high" DECIMAL(18,6),
    "low" DECIMAL(18,6),
    "close" DECIMAL(18,6),
    "adj_close" DECIMAL(18,6),
    "volume" BIGINT,
    "currency" TEXT,
    "provider" TEXT NOT NULL,

    CONSTRAINT "price_revisions_pkey" PRIMARY KEY ("instrument_id","date","known_from")
);

-- CreateTable
CREATE TABLE "adjustments" (
    "instrument_id" BIGINT NOT NULL,
    "known_from" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "before" DATE NOT NULL,
    "factor" DECIMAL(38,18) NOT NULL,
    "price_hint" SMALLINT NOT NULL,
    "scales_volume" BOOLEAN NOT NULL,

    CONSTRAINT "adjustments_pkey" PRIMARY KEY ("instrument_id","known_from","kind")
);

-- CreateTable
CREATE TABLE "corporate_actions" (
    "instrument_id" BIGINT NOT NULL,
    "date" DATE NOT NULL,
    "type" TEXT NOT NULL,
    "known_from" TIMESTAMPTZ(3) NOT NULL,
    "known_to" TIMESTAMPTZ(3),
    "ratio" DECIMAL,
    "amount" DECIMAL,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "provider" TEXT NOT NULL,

    CONSTRAINT "corporate_actions_pkey" PRIMARY KEY ("instrument_id","date","type","known_from")
);

-- CreateTable
CREATE TABLE "price_findings" (
    "instrument_id" BIGINT NOT NULL,
    "what" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "provider" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_findings_pkey" PRIMARY KEY ("instrument_id","what","day","provider")
);

-- CreateTable
CREATE TABLE "coverage" (
    "dataset" TEXT NOT NULL,
    "instrument_id" BIGINT NOT NULL,
    "covered" datemultirange NOT NULL DEFAULT '{}',
    "absent" datemultirange NOT NULL DEFAULT '{}',
    "stopgap" datemultirange NOT NULL DEFAULT '{}',
    "provisional" datemultirange NOT NULL DEFAULT '{}',
    "first_day" DATE,
    "currency" TEXT,
    "provider" TEXT,
    "mistrusted_at" TIMESTAMPTZ(3),
    "audited_at" TIMESTAMPTZ(3),
    "checked" daterange NOT NULL DEFAULT 'empty',
    "checked_at" TIMESTAMPTZ(3),
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("dataset","instrument_id")
);

-- CreateTable
CREATE TABLE "quotes" (
    "instrument_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "price" DECIMAL(18,6) NOT NULL,
    "open" DECIMAL(18,6),
    "high" DECIMAL(18,6),
    "low" DECIMAL(18,6),
    "previous_close" DECIMAL(18,6),
    "volume" BIGINT,
    "currency" TEXT,
    "provider" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("instrument_id","at")
);

-- CreateTable
CREATE TABLE "source_sessions" (
    "source" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "obtained_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "source_sessions_pkey" PRIMARY KEY ("source")
);

-- CreateIndex
CREATE INDEX "quotes_at_idx" ON "quotes"("at");

-- AddForeignKey
ALTER TABLE "coverage" ADD CONSTRAINT "coverage_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "corporate_actions" ADD CONSTRAINT "corporate_actions_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say; tests name each of these.

-- A year is a partition: what is older than is kept goes without a look at what is newer. A tenth of every page stays free,
-- so that a bar that becomes final, or is confirmed, is written beside its former self and touches no index.
DO $$
BEGIN
    FOR year IN 1990..2035 LOOP
        EXECUTE format('CREATE TABLE "daily_prices_%s" PARTITION OF "daily_prices" FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 90)',
            year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
    END LOOP;
END $$;
CREATE TABLE "daily_prices_default" PARTITION OF "daily_prices" DEFAULT WITH (fillfactor = 90);

ALTER TABLE "price_revisions" ADD CONSTRAINT "price_revisions_cause_check" CHECK ("cause" IN ('changed', 'removed', 'stopgap'));
ALTER TABLE "price_revisions" ADD CONSTRAINT "price_revisions_known_check" CHECK ("known_from" < "known_to");
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_kind_check" CHECK ("kind" IN ('split', 'dividend'));
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_factor_check" CHECK ("factor" > 0);
ALTER TABLE "corporate_actions" ADD CONSTRAINT "corporate_actions_type_check" CHECK ("type" IN ('split', 'dividend', 'merger'));
ALTER TABLE "corporate_actions" ADD CONSTRAINT "corporate_actions_known_check" CHECK ("known_from" < "known_to");

-- An action is current once; what it was before stays beside it.
CREATE UNIQUE INDEX "corporate_actions_current_key" ON "corporate_actions" ("instrument_id", "date", "type") WHERE "known_to" IS NULL;
CREATE INDEX "coverage_mistrusted_idx" ON "coverage" ("dataset", "instrument_id") WHERE "mistrusted_at" IS NOT NULL;

-- Which symbol an instrument carried on which days: its first one also before the day since which we know it.
CREATE VIEW "symbol_days" AS
SELECT "instrument_id", "symbol", "mic",
    CASE WHEN row_number() OVER named = 1 THEN '-infinity'::date ELSE "valid_from" END AS "from_day",
    coalesce(lead("valid_from") OVER named, 'infinity'::date) AS "to_day"
FROM "symbols" WINDOW named AS (PARTITION BY "instrument_id" ORDER BY "valid_from", "symbol");

-- The views that analysts are promised (docs/prices.md): they change only by growing.
CREATE VIEW "prices" AS
SELECT s."symbol", p."date", p."open", p."high", p."low", p."close", p."adj_close", p."volume", p."currency", p."provider",
    p."final", p."known_from", greatest(p."checked_at", CASE WHEN p."date" <@ c."checked" THEN c."checked_at" END) AS "checked_at",
    p."instrument_id"
FROM "daily_prices" p
    JOIN "symbol_days" s ON s."instrument_id" = p."instrument_id" AND p."date" >= s."from_day" AND p."date" < s."to_day"
    LEFT JOIN "coverage" c ON c."dataset" = 'daily-prices' AND c."instrument_id" = p."instrument_id";

CREATE VIEW "current_corporate_actions" AS
SELECT s."symbol", a."date", a."type", a."ratio", a."amount", a."provider", a."known_from", a."instrument_id"
FROM "corporate_actions" a
    JOIN "symbol_days" s ON s."instrument_id" = a."instrument_id" AND a."date" >= s."from_day" AND a."date" < s."to_day"
WHERE a."known_to" IS NULL;

-- A role to lend to analysts. Where this user may not make roles, whoever may can make it and grant the same.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_reader') THEN
        CREATE ROLE "tickermill_reader" NOLOGIN;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    RAISE NOTICE 'tickermill_reader is not made here: %', SQLERRM;
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_reader') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO "tickermill_reader"', current_schema());
        GRANT SELECT ON "prices", "current_corporate_actions", "counted_insider_trades", "counted_insider_holdings"
            TO "tickermill_reader";
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'tickermill_reader is granted nothing here: %', SQLERRM;
END $$;

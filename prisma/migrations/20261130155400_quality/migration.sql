-- Checks of stored data, their findings, and the schedule of their nightly run. A worker that does not know the
-- schedule's runs could not plan them: older workers wait.

-- CreateTable
CREATE TABLE "qa_checks" (
    "check_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "thresholds" JSONB NOT NULL DEFAULT '{}',
    "severity" TEXT,
    "yellow" DOUBLE PRECISION,
    "red" DOUBLE PRECISION,
    "updated_by" TEXT,
    "updated_at" TIMESTAMPTZ(6),
    "succeeded_at" TIMESTAMPTZ(6),
    "colour" TEXT NOT NULL DEFAULT 'green',
    "next_colour" TEXT,
    "next_runs" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "qa_checks_pkey" PRIMARY KEY ("check_id")
);

-- CreateTable
CREATE TABLE "qa_findings" (
    "id" BIGSERIAL NOT NULL,
    "check_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "instrument_id" BIGINT,
    "date" DATE NOT NULL,
    "severity" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "run_id" BIGINT,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "resolved_at" TIMESTAMPTZ(6),
    "resolved_as" TEXT,
    "resolved_by" TEXT,
    "resolved_run_id" BIGINT,
    "note" TEXT,

    CONSTRAINT "qa_findings_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "qa_findings_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical'))
);

-- CreateTable
CREATE TABLE "qa_heals" (
    "finding_id" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "requested_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "qa_heals_pkey" PRIMARY KEY ("finding_id","run_id")
);

-- CreateTable
CREATE TABLE "qa_summary" (
    "day" DATE NOT NULL,
    "check_id" TEXT NOT NULL,
    "fails" INTEGER NOT NULL,
    "universe" INTEGER NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "colour" TEXT NOT NULL,
    "error" TEXT,
    "run_id" BIGINT,
    "ran_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "qa_summary_pkey" PRIMARY KEY ("day","check_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "qa_findings_check_id_subject_date_key" ON "qa_findings"("check_id", "subject", "date");

-- CreateIndex
CREATE INDEX "qa_findings_instrument_id_idx" ON "qa_findings"("instrument_id");

-- CreateIndex
CREATE INDEX "qa_findings_resolved_at_idx" ON "qa_findings"("resolved_at");

-- CreateIndex
CREATE INDEX "qa_findings_open" ON "qa_findings" ("check_id", "date") WHERE "resolved_at" IS NULL;

-- A night's bars lie together: their blocks are found without an index entry for each.
-- CreateIndex
CREATE INDEX "daily_prices_known_from" ON "daily_prices" USING BRIN ("known_from");

-- AddForeignKey
ALTER TABLE "qa_findings" ADD CONSTRAINT "qa_findings_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "qa_heals" ADD CONSTRAINT "qa_heals_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "qa_findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The checks follow the nightly prices. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "zone", "after_id")
SELECT 'quality', 'market', 'quality', 'UTC', id FROM "schedules" WHERE "dataset" = 'daily-prices' AND "kind" = 'group'
ON CONFLICT DO NOTHING;

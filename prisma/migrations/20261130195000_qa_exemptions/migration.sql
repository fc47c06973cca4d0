-- Exemptions of tickers from checks, and the archive of findings that were resolved long ago. An older worker neither
-- makes exempt findings nor resolves them, and deletes old findings as it did.

-- CreateTable
CREATE TABLE "qa_exemptions" (
    "id" BIGSERIAL NOT NULL,
    "check_id" TEXT NOT NULL,
    "instrument_id" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "ended_by" TEXT,

    CONSTRAINT "qa_exemptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "qa_archived_findings" (
    "id" BIGINT NOT NULL,
    "check_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "instrument_id" BIGINT,
    "date" DATE NOT NULL,
    "severity" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "run_id" BIGINT,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "times" INTEGER NOT NULL,
    "resolved_at" TIMESTAMPTZ(6) NOT NULL,
    "resolved_as" TEXT NOT NULL,
    "resolved_by" TEXT,
    "resolved_run_id" BIGINT,
    "note" TEXT,
    "heals" JSONB NOT NULL,
    "archived_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "qa_archived_findings_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "qa_findings" ADD COLUMN "exemption_id" BIGINT;

-- AlterTable
ALTER TABLE "qa_summary" ADD COLUMN "exempt" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "qa_exemptions_instrument_id_idx" ON "qa_exemptions"("instrument_id");

-- One holds at a time.
-- CreateIndex
CREATE UNIQUE INDEX "qa_exemptions_held_key" ON "qa_exemptions" ("check_id", "instrument_id") WHERE "ended_at" IS NULL;

-- CreateIndex
CREATE INDEX "qa_archived_findings_check_id_subject_date_idx" ON "qa_archived_findings"("check_id", "subject", "date");

-- CreateIndex
CREATE INDEX "qa_archived_findings_instrument_id_idx" ON "qa_archived_findings"("instrument_id");

-- CreateIndex
CREATE INDEX "qa_findings_exemption_id_idx" ON "qa_findings"("exemption_id");

-- Exempt findings are judged again like open ones.
-- CreateIndex
CREATE INDEX "qa_findings_exempt" ON "qa_findings" ("check_id", "date") WHERE "resolved_as" = 'exemption';

-- AddForeignKey
ALTER TABLE "qa_exemptions" ADD CONSTRAINT "qa_exemptions_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "qa_archived_findings" ADD CONSTRAINT "qa_archived_findings_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "qa_findings" ADD CONSTRAINT "qa_findings_exemption_id_fkey" FOREIGN KEY ("exemption_id") REFERENCES "qa_exemptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

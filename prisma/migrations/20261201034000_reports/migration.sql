-- The reports that companies have filed and who these are, and the schedule that asks for them. A worker that does not know the
-- dataset could not plan it: older workers wait.

-- CreateTable
CREATE TABLE "registrants" (
    "cik" TEXT NOT NULL,
    "name" TEXT,
    "entity_type" TEXT,
    "sic" TEXT,
    "sic_description" TEXT,
    "category" TEXT,
    "fiscal_year_end" TEXT,
    "tickers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "exchanges" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "former_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "provider" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "registrants_pkey" PRIMARY KEY ("cik")
);

-- CreateTable
CREATE TABLE "reports" (
    "cik" TEXT NOT NULL,
    "accession" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "filed" DATE NOT NULL,
    "report_date" DATE,
    "amends" TEXT,
    "primary_document" TEXT,
    "size" BIGINT,
    "is_xbrl" BOOLEAN NOT NULL,
    "is_inline_xbrl" BOOLEAN NOT NULL,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("cik","accession")
);

-- CreateIndex
CREATE INDEX "reports_accession_idx" ON "reports"("accession");

-- CreateIndex
CREATE INDEX "reports_filed_accession_idx" ON "reports"("filed", "accession");

-- A company is asked once a week, and when it has a new report. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('reports', 'market', 'reports', '30 1 * * *', 'America/New_York', '{}')
ON CONFLICT DO NOTHING;

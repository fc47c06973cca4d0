-- Reports that the daily index names: which companies have something new.
-- Older workers may work on it.
CREATE TABLE "index_reports" (
    "cik" TEXT NOT NULL,
    "accession" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "filed_on" DATE NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "index_reports_pkey" PRIMARY KEY ("cik","accession")
);
CREATE INDEX "index_reports_filed_on_idx" ON "index_reports"("filed_on");

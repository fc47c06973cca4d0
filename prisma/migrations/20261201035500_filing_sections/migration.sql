-- The main items of reports as text, and the schedule that reads those of new reports. A worker that does not know the dataset could
-- not plan it: older workers wait.

-- CreateTable
CREATE TABLE "report_documents" (
    "accession" TEXT NOT NULL,
    "cik" TEXT NOT NULL,
    "filed" DATE NOT NULL,
    "read_as" TEXT NOT NULL,
    "chars" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "document_sha256" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "report_documents_pkey" PRIMARY KEY ("accession")
);

-- CreateTable
CREATE TABLE "filing_sections" (
    "accession" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "text" TEXT,
    "from_char" INTEGER,
    "before_char" INTEGER,
    "sha256" TEXT,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "filing_sections_pkey" PRIMARY KEY ("accession","item")
);

-- CreateIndex
CREATE INDEX "report_documents_document_sha256_idx" ON "report_documents"("document_sha256");

-- AddForeignKey
ALTER TABLE "filing_sections" ADD CONSTRAINT "filing_sections_accession_fkey" FOREIGN KEY ("accession") REFERENCES "report_documents"("accession") ON DELETE CASCADE ON UPDATE CASCADE;

-- Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('filing-sections', 'market', 'filing-sections', '45 2 * * *', 'America/New_York', '{}')
ON CONFLICT DO NOTHING;
